import type { GatewaySnapshot, SnapshotRegion } from "@meridian/contracts/wire";
import { pino } from "pino";
import { Pool } from "undici";
import { type Clock, systemClock } from "../../clock.ts";
import type { DataPlane } from "../../data-plane.ts";
import { readEnv } from "../../env.ts";
import { createGatewayPlane } from "../gateway-plane.ts";
import type { TestNode } from "./test-node.ts";

export type Reply = { status: number; body: string; node: string | undefined; attempts: string | undefined };

type RegionGiven = Partial<SnapshotRegion> & { nodes: SnapshotRegion["nodes"] };

const identity = { id: "ag_gateway", name: "gateway", region: { id: "rg_home", name: "home" } };

/** A gateway on a free port of loopback, and a client with connections of its own. */
export class TestGateway {
  private revision = 0;
  readonly plane: DataPlane;
  private client: Pool | null = null;
  baseUrl = "";

  constructor(
    variables: Record<string, string> = {},
    clock: Clock = systemClock,
    logger = pino({ level: "silent" }),
  ) {
    const env = readEnv({ MERIDIAN_ROLE: "gateway", ...variables });
    if (!env.ok) throw new Error(env.problems.join("; "));
    this.plane = createGatewayPlane({ agent: identity, config: env.config, logger, clock });
  }

  async start(): Promise<this> {
    const { port } = await this.plane.start();
    this.baseUrl = `http://127.0.0.1:${port}`;
    this.client = new Pool(this.baseUrl, { connections: 64, pipelining: 1 });
    return this;
  }

  async stop(): Promise<void> {
    await this.client?.destroy();
    await this.plane.stop(1000);
  }

  get connections(): Pool {
    if (!this.client) throw new Error("not started");
    return this.client;
  }

  apply(
    regions: RegionGiven[],
    limits: Partial<GatewaySnapshot["limits"]> = {},
    more: Partial<Pick<GatewaySnapshot, "versions" | "split" | "clientKeys">> = {},
  ) {
    return this.plane.apply({ ...this.snapshot(regions, limits), ...more });
  }

  snapshot(regions: RegionGiven[], limits: Partial<GatewaySnapshot["limits"]> = {}): GatewaySnapshot {
    return {
      schemaVersion: 1,
      epoch: 1,
      revision: String(++this.revision),
      agentId: identity.id,
      agentName: identity.name,
      region: identity.region,
      role: "gateway",
      regions: regions.map((region, index) => ({
        id: `rg_${index}`,
        name: `region-${index}`,
        state: "active",
        weight: 100,
        ...region,
      })),
      versions: [],
      gateways: [],
      limits: {
        deadlineMsDefault: 5000,
        connectTimeoutMs: 1000,
        probeIntervalMs: 1000,
        connectionsPerNode: 64,
        ...limits,
      },
    };
  }

  async parse(body = '{"addresses":["浙江省"]}', headers: Record<string, string> = {}): Promise<Reply> {
    const answer = await this.connections.request({
      path: "/v1/parse",
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    const { statusCode, headers: given } = answer;
    return {
      status: statusCode,
      body: await answer.body.text(),
      node: given["x-meridian-node"]?.toString(),
      attempts: given["x-meridian-attempts"]?.toString(),
    };
  }

  async get(path: string): Promise<{ status: number; body: string }> {
    const { statusCode, body } = await this.connections.request({ path, method: "GET" });
    return { status: statusCode, body: await body.text() };
  }

  counters(): Record<string, number> {
    return this.plane.sample(true).counters;
  }

  gauges(): Record<string, number> {
    return this.plane.sample(true).gauges;
  }
}

/** A node as the snapshot tells of it. */
export function nodeOf(
  node: Pick<TestNode, "id" | "url">,
  given: Partial<SnapshotRegion["nodes"][number]> = {},
) {
  const { id, url } = node;
  return {
    id,
    name: id,
    url,
    bearer: `bearer-of-${id}-0123456789`,
    state: "active" as const,
    weight: 100,
    ...given,
  };
}

/** Sends `total` requests, `width` at a time; `onSent` is called with the number begun so far. */
export async function load(
  gateway: TestGateway,
  { total, width, onSent }: { total: number; width: number; onSent?: (begun: number) => void },
): Promise<Reply[]> {
  const replies: Reply[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < total) {
      begun++;
      onSent?.(begun);
      replies.push(await gateway.parse());
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return replies;
}
