import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from "vitest";
import type { ConsoleClient, LiveFleet } from "../../../harness/console-client.ts";
import { cachedText, type Load, pauseMs } from "../../../harness/load.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import { active, TrafficDesk } from "../../../harness/traffic-desk.ts";

export function shiftedTraffic(system: TestSystem): void {
  let console: ConsoleClient;
  let desk: TrafficDesk;
  let live: LiveFleet;
  let load: Load;
  beforeAll(async () => {
    await system.reset();
    console = await system.signIn();
    desk = new TrafficDesk(console, "cn-east");
    live = console.followFleet();
  });
  afterAll(() => live.close());
  beforeEach(() => {
    load = system.load("cn-east-gateway", 4, cachedText, pauseMs.steady);
  });
  afterEach(async () => {
    expect((await load.stop()).failures).toEqual({});
  });

  /** Share of the origin's requests that its gateway counted for us-west; null while too few were counted. */
  function countedShare(originId: string): number | null {
    const picks = live.origins.get(originId)?.picks ?? [];
    const total = picks.reduce((sum, [, count]) => sum + count, 0);
    const own = picks.find(([nodeId]) => nodeId === system.agent("us-west-node-1").id);
    return total < 20 ? null : (own?.[1] ?? 0) / total;
  }

  const windowMs = (originId: string) => live.origins.get(originId)?.windowMs ?? 0;
  /** Requests of so long are enough to tell shares of a hundredth apart. */
  const longEnoughMs = 10_000;

  function countedLongEnough(originId: string): Promise<boolean> {
    return eventually(() => windowMs(originId) >= longEnoughMs, "requests of 10 s are counted");
  }

  /** Makes a change, and waits until the gateway goes by it and has counted enough requests since. */
  async function followed(originId: string, change: () => Promise<unknown>): Promise<number> {
    await countedLongEnough(originId);
    await change();
    await eventually(() => windowMs(originId) < longEnoughMs, "counts start over");
    await eventually(async () => (await desk.origin()).convergence.observed === 1, "it is in effect");
    return eventually(() => countedShare(originId), "requests are counted");
  }

  it("moves half of an origin's traffic, then all but a tenth of it back; the counted share follows", async () => {
    const { regionId: originId } = await desk.origin();
    const half = { "cn-east": active(50), "us-west": active(50) };
    expect(await followed(originId, () => desk.shift(half))).toBeCloseTo(0.5, 1);
    await countedLongEnough(originId);
    expect(countedShare(originId)).toBeCloseTo(0.5, 2);

    let revision = "";
    const tenth = { "cn-east": active(90), "us-west": active(10) };
    const toATenth = async () => ({ revision } = await desk.shift(tenth));
    expect(await followed(originId, toATenth)).toBeCloseTo(0.1, 1);
    await countedLongEnough(originId);
    expect(countedShare(originId)).toBeCloseTo(0.1, 2);

    const undo = () => console.mutate("traffic.undo", { revision });
    expect(await followed(originId, undo)).toBeCloseTo(0.5, 1);
  });

  it("tells who comes second who moved first", async () => {
    const { revision } = await desk.origin();
    await desk.shift({ "us-west": active(20) }, revision);
    await expect(desk.shift({ "us-west": active(30) }, revision)).rejects.toThrow(/409.*traffic\.shifted/);
  });

  it("drains a node under load without a failed request, and takes it back", async () => {
    const node = system.agent("cn-east-node-2");
    await eventually(() => load.answersOf(node.name) > 20, "the node takes its share");
    await desk.setNode(node.id, { state: "drain", weight: 100, drain: { minutes: 60, then: "standby" } });
    await eventually(
      async () => (await desk.nodes()).convergence.observed === 2,
      "it is in effect everywhere",
    );
    const drained = (await desk.nodes()).nodes.find(({ id }) => id === node.id);
    expect(drained?.drain).toMatchObject({ then: "standby" });

    const isIdle = () => live.agents.get(node.id)?.inFlight === 0;
    await eventually(isIdle, "what it had is finished");
    const [answered, ofNode] = [load.answered, load.answersOf(node.name)];
    await eventually(() => load.answered > answered + 100, "the others serve on");
    expect(load.answersOf(node.name)).toBe(ofNode);

    await desk.setNode(node.id, active(100));
    await eventually(() => load.answersOf(node.name) > ofNode, "the node serves again", 60_000);
  });

  it("drains a whole region under load without a failed request", async () => {
    await desk.shift({ "cn-east": active(50), "us-west": active(50) });
    const node = system.agent("us-west-node-1");
    await eventually(() => load.answersOf(node.name) > 20, "the region takes its share");
    await desk.shift({ "us-west": { state: "drain", weight: 50, drain: { minutes: 1, then: "cordon" } } });
    await eventually(async () => (await desk.origin()).convergence.observed === 1, "it is in effect");
    await eventually(() => live.agents.get(node.id)?.inFlight === 0, "what it had is finished");
    const [answered, ofNode] = [load.answered, load.answersOf(node.name)];
    await eventually(() => load.answered > answered + 100, "the other region serves on");
    expect(load.answersOf(node.name)).toBe(ofNode);
  });
}
