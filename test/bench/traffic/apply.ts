import { createDatabase, type Db } from "@meridian/db";
import type { ConsoleClient } from "../../harness/console-client.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";
import { quantile } from "../lib/quantile.ts";
import { type Check, check, say } from "../lib/report.ts";

const region = "cn-east";
const startedTogether = 4;
const convergesWithinMs = 60_000;

/** Changes of node weights, and how long after its commit each gateway's acknowledgement of each was there. */
export async function applyTimes(gateways: number, changes: number): Promise<Check[]> {
  const system = await startSystem({ regions: [{ name: region, nodes: 2 }] });
  const db = createDatabase({ url: system.local.database.url, max: 1 });
  try {
    await addGateways(system, gateways - 1);
    const console = await system.signIn();
    const times: number[] = [];
    for (let change = 0; change < changes; change++) {
      const revision = await setWeight(console, change % 2 === 0 ? 50 : 100);
      times.push(
        ...(await eventually(() => ackTimes(db, revision, gateways), "all follow", convergesWithinMs)),
      );
    }
    say(
      `apply: ${times.length} acknowledgements, p50 ${quantile(times, 0.5)} ms, worst ${Math.max(...times)} ms`,
    );
    return [check(`traffic.apply_ms_p99_${gateways}`, quantile(times, 0.99), "<= 300")];
  } finally {
    await db.close();
    await system.dispose();
  }
}

async function addGateways(system: TestSystem, count: number): Promise<void> {
  for (let next = 0; next < count; next += startedTogether) {
    const names = Array.from(
      { length: Math.min(startedTogether, count - next) },
      (_, index) => `extra-gateway-${next + index + 1}`,
    );
    await Promise.all(names.map((name) => system.addAgent({ name, region, role: "gateway" })));
    await Promise.all(names.map((name) => system.agent(name).ready()));
    say(`apply: ${next + names.length} of ${count} more gateways are up`);
  }
}

async function nodesOfRegion(console: ConsoleClient) {
  const [nodes] = (await console.traffic()).nodes;
  if (!nodes) throw new Error("the region has no nodes");
  return nodes;
}

/** Sets the weight of the first node; the change's revision. */
async function setWeight(console: ConsoleClient, weight: number): Promise<string> {
  const { regionId, revision: baseRevision, nodes } = await nodesOfRegion(console);
  const change = { nodeId: nodes[0]?.id, state: "active", weight };
  const input = { regionId, baseRevision, nodes: [change], reason: "a benchmark" };
  return ((await console.mutate("traffic.shiftNodes", input)) as { revision: string }).revision;
}

/**
 * Milliseconds from the commit to each gateway's acknowledgement of exactly this revision, by the database's rows, so that
 * the console is not asked while it works; null until all are there.
 */
async function ackTimes(db: Db, revision: string, gateways: number): Promise<number[] | null> {
  const targets = await db.agentSnapshot.findMany({
    where: { ackRevision: BigInt(revision), agent: { role: "gateway" } },
    select: { ackedAt: true },
  });
  if (targets.length < gateways) return null;
  const { at } = await db.change.findUniqueOrThrow({ where: { revision: BigInt(revision) } });
  return targets.flatMap(({ ackedAt }) => (ackedAt ? [ackedAt.getTime() - at.getTime()] : []));
}
