import { setTimeout as sleep } from "node:timers/promises";
import type { NodeOutView } from "@meridian/contracts/api";
import type { TrafficShares } from "@meridian/contracts/shares";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConsoleClient, LiveFleet } from "../../../harness/console-client.ts";
import { lengths } from "../../../harness/lengths.ts";
import { type Cut, Link } from "../../../harness/link.ts";
import type { Load } from "../../../harness/load.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import { active, TrafficDesk } from "../../../harness/traffic-desk.ts";
import type { AgentHandle } from "../../../harness/agent-handle.ts";

const region = "cn-east";
const waitMs = 60_000;

/** `link`: to the console, for all. */
export function partition(system: TestSystem, link: Link): void {
  const toNode = new Link();
  let console: ConsoleClient;
  let desk: TrafficDesk;
  let fleet: LiveFleet;
  /** Gateways reach the first one by a link of its own. */
  let nodes: AgentHandle[];
  let gateways: AgentHandle[];
  let loads: Load[];

  beforeAll(async () => {
    await Promise.all([system.reset(), toNode.open()]);
    const env = { MERIDIAN_ADVERTISED_URL: toNode.url };
    const linked = await system.addAgent({ name: "cn-east-node-3", region, role: "inference" }, env);
    await linked.ready();
    toNode.targetPort = Number(new URL(linked.url).port);
    nodes = [linked, system.agent("cn-east-node-2")];
    gateways = ["cn-east-gateway", "cn-east-gateway-2", "us-west-gateway"].map((name) => system.agent(name));
    console = await system.signIn();
    desk = new TrafficDesk(console, region);
    fleet = console.followFleet();
  });
  afterAll(() => {
    fleet.close();
    toNode.close();
  });

  beforeEach(async () => {
    loads = gateways.slice(0, 2).map(({ name }) => system.load(name, 2));
    for (const load of loads) for (const node of nodes) await serves(load, node);
  });
  afterEach(async () => {
    for (const { ok, failures } of await Promise.all(loads.map((load) => load.stop()))) {
      expect(failures).toEqual({});
      expect(ok).toBeGreaterThan(100);
    }
  });

  function at<T>(items: readonly T[], index: number): T {
    const item = items[index];
    if (item === undefined) throw new Error(`there is no ${index}`);
    return item;
  }

  function serves(load: Load, { name }: AgentHandle): Promise<boolean> {
    const before = load.answersOf(name);
    return eventually(() => load.answersOf(name) > before + 20, `${name} serves`, waitMs);
  }

  /** Who keeps a node out, as the console says. */
  async function outOf({ id }: AgentHandle): Promise<NodeOutView[]> {
    return (await desk.nodes()).nodes.find((node) => node.id === id)?.out ?? [];
  }

  function isLive({ id, name }: AgentHandle): Promise<boolean> {
    return eventually(() => fleet.presenceOf(id) === "live", `${name} is live`, waitMs);
  }

  describe("one of two gateways that no longer reaches a node", () => {
    /** Another one each time: who loses a node again takes it back ever later. */
    it.each([
      ["in both directions", 0, {}],
      ["on the way back", 1, { direction: "back" }],
    ] as [string, number, Cut][])(
      "(%s) loses no request, and the console names it and no other",
      async (_, index, cut) => {
        const { name, pid } = at(gateways, index);
        const [cutOff, other] = [at(loads, index), at(loads, 1 - index)];
        const [node, otherNode] = [at(nodes, 0), at(nodes, 1)];
        toNode.cut({ ...cut, pid });
        const isOut = async () => (await outOf(node)).length > 0;
        await eventually(isOut, "the console says so", waitMs);
        await serves(other, node);
        await serves(cutOff, otherNode);
        expect(await outOf(node)).toMatchObject([
          { gatewayName: name, rule: expect.any(String), evidence: expect.any(String) },
        ]);

        await sleep(lengths.partitionMs);
        await serves(other, node);
        toNode.mend();
        await eventually(async () => !(await isOut()), "it is back in rotation", waitMs);
        await serves(cutOff, node);
      },
    );
  });

  describe("a node whose way to the console is lost", () => {
    it.each(["there", "back"] as const)(
      "(%s) is shown as offline, serves on, and comes back",
      async (direction) => {
        const node = at(nodes, 1);
        await isLive(node);
        link.cut({ direction, pid: node.pid });
        await eventually(() => fleet.presenceOf(node.id) === "offline", "it is offline", waitMs);
        for (const load of loads) await serves(load, node);
        expect(await outOf(node)).toEqual([]);
        await sleep(lengths.partitionMs);
        link.mend();
        await isLive(node);
      },
    );
  });

  describe("one gateway of three that hears nothing new", () => {
    it("is behind by name, while the others follow; and follows when its link is back", async () => {
      const stale = at(gateways, 2);
      await isLive(stale);
      link.cut({ direction: "back", pid: stale.pid });
      await desk.setNode(at(nodes, 0).id, active(50));
      const { slowest } = await eventually(
        async () => {
          const { convergence } = await desk.nodes();
          return convergence.acked === 2 && convergence;
        },
        "two of three follow",
        waitMs,
      );
      expect(slowest?.gatewayName).toMatch(/^cn-east-gateway(-2)?$/);
      expect((await desk.nodes()).convergence).toMatchObject({ gateways: 3, acked: 2 });
      expect((await causes()).filter((kind) => kind === "gateway-behind")).toHaveLength(1);

      link.mend();
      await eventually(
        async () => (await desk.nodes()).convergence.observed === 3,
        "three of three follow",
        waitMs,
      );
      expect(await causes()).not.toContain("gateway-behind");
      await desk.setNode(at(nodes, 0).id, active(100));
    });
  });

  /** Why shares of the region's nodes differ from what is declared; the name of who is behind is checked on the way. */
  async function causes(): Promise<string[]> {
    const shares = (await console.query("traffic.shares")) as TrafficShares;
    const own = shares.nodes.flatMap((report) => report.causes);
    for (const cause of own)
      if (cause.kind === "gateway-behind") expect(cause.gateway).toBe("us-west-gateway");
    return own.map(({ kind }) => kind);
  }
}
