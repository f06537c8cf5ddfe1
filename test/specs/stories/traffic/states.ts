import type { TrafficShares } from "@meridian/contracts/shares";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { ConsoleClient } from "../../../harness/console-client.ts";
import type { Load } from "../../../harness/load.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import { active, type Desired, TrafficDesk } from "../../../harness/traffic-desk.ts";
import type { AgentHandle } from "../../../harness/agent-handle.ts";

export function states(system: TestSystem): void {
  const gateways = ["cn-east-gateway", "us-west-gateway"];
  const connections = 2;
  const draining: Desired = { state: "drain", weight: 50, drain: { minutes: 60, then: "standby" } };
  const standby: Desired = { state: "standby", weight: 50 };
  const cordoned: Desired = { state: "cordon", weight: 50 };

  let console: ConsoleClient;
  let desk: TrafficDesk;
  let loads: Load[];
  let load: Load;
  let first: AgentHandle;
  let second: AgentHandle;
  let far: AgentHandle;
  beforeAll(async () => {
    await system.reset();
    console = await system.signIn();
    desk = new TrafficDesk(console, "cn-east");
    first = system.agent("cn-east-node-1");
    second = system.agent("cn-east-node-2");
    far = system.agent("us-west-node-1");
  });
  /** Every gateway is under load; `load` is that of the origin whose traffic is set. */
  beforeEach(() => {
    loads = gateways.map((name) => system.load(name, connections));
    [load] = loads as [Load, Load];
  });
  afterEach(async () => {
    for (const { ok, failures } of await Promise.all(loads.map((one) => one.stop()))) {
      expect(failures).toEqual({});
      expect(ok).toBeGreaterThan(100);
    }
  });

  async function setNode({ id }: AgentHandle, desired: Desired): Promise<void> {
    await desk.setNode(id, desired);
    const isInEffect = async () => (await desk.nodes()).convergence.observed === gateways.length;
    await eventually(isInEffect, "it is in effect everywhere");
  }

  async function shift(regions: Record<string, Desired>): Promise<void> {
    await desk.shift(regions);
    await eventually(async () => (await desk.origin()).convergence.observed === 1, "it is in effect");
  }

  async function serves({ name }: AgentHandle): Promise<void> {
    const before = load.answersOf(name);
    await eventually(() => load.answersOf(name) > before + 20, `${name} serves`, 60_000);
  }

  /** A hundred answers in a row are others'. A single one may be its own: a node that could help is asked a second time. */
  async function isSpared({ name }: AgentHandle): Promise<void> {
    const othersServe = async () => {
      const [from, own] = [load.answered, load.answersOf(name)];
      await eventually(() => load.answered > from + 100, "a hundred answers", 60_000);
      return load.answersOf(name) === own;
    };
    await eventually(othersServe, `${name} gets nothing`, 60_000);
  }

  /** Among what makes the shares of the region's nodes other than declared. */
  async function isInPanic(): Promise<boolean> {
    const { nodes } = (await console.query("traffic.shares")) as TrafficShares;
    return nodes.some(({ causes }) =>
      causes.some((cause) => cause.kind === "panic" && cause.region === "cn-east"),
    );
  }

  async function comeBack(...nodes: AgentHandle[]): Promise<void> {
    for (const node of nodes) node.start();
    for (const node of nodes) await serves(node);
  }

  it("a standby node gets nothing, takes over when the active one is lost, and gives back", async () => {
    await Promise.all([serves(first), serves(second)]);
    await setNode(second, standby);
    await isSpared(second);

    await first.kill();
    await serves(second);
    await isSpared(far);

    await comeBack(first);
    await isSpared(second);
  });

  it("a cordoned node gets nothing though its region is lost: the standby region takes over, and gives back", async () => {
    await setNode(second, cordoned);
    await isSpared(second);
    const answers = load.answersOf(second.name);

    await first.kill();
    await serves(far);
    await comeBack(first);
    await isSpared(far);
    // What was on its way when the table changed may have been answered since.
    expect(load.answersOf(second.name)).toBeLessThanOrEqual(answers + connections);
  });

  it("a node that drains or has weight 0 gets nothing, and its weight when it is active again", async () => {
    for (const desired of [draining, active(0)]) {
      await setNode(second, desired);
      await isSpared(second);
    }
    await setNode(second, active(100));
    await serves(second);
  });

  it("a region as seen from an origin gets by its state", async () => {
    await shift({ "cn-east": active(50), "us-west": active(50) });
    await serves(far);
    for (const desired of [draining, standby, cordoned, active(0)]) {
      await shift({ "us-west": desired });
      await isSpared(far);
    }
    await shift({ "cn-east": standby, "us-west": active(100) });
    await isSpared(first);
    await shift({ "cn-east": active(100), "us-west": standby });
    await isSpared(far);
  });

  it("loses no request when a region loses all of its nodes at once, and moves back to them", async ({
    annotate,
  }) => {
    await Promise.all([serves(first), serves(second)]);
    const [answered, elsewhere] = [load.answered, load.answersOf(far.name)];
    const lostAt = performance.now();
    await Promise.all([first.kill(), second.kill()]);
    await eventually(() => load.answersOf(far.name) >= elsewhere + 20, "the other region serves");
    const ms = Math.round(performance.now() - lostAt);
    await annotate(`20 answers of the other region within ${ms} ms, of ${load.answered - answered} since`);

    await comeBack(first, second);
    await isSpared(far);
  });

  it("in panic whoever is left of a region answers, and the console says so for as long as it lasts", async () => {
    await shift({ "us-west": cordoned });
    await setNode(first, active(50));
    await second.kill();
    await eventually(isInPanic, "the console tells of a panic", 60_000);
    await serves(first);

    await comeBack(second);
    await eventually(async () => !(await isInPanic()), "it is over", 60_000);
    await setNode(first, active(100));
    await shift({ "us-west": standby });
  });
}
