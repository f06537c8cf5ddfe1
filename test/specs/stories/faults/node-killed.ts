import { beforeAll, expect, it } from "vitest";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

export function nodeKilled(system: TestSystem): void {
  beforeAll(() => system.reset());

  it("loses no request when a node is killed, shows it stale, then offline, and takes it back", async () => {
    const console = await system.signIn();
    const live = console.followFleet();
    const node = system.agent("cn-east-node-2");
    await eventually(() => live.presenceOf(node.id) === "live", "the node is live");

    const load = system.load("cn-east-gateway");
    await eventually(() => load.answersOf(node.name) > 20, "the node takes its share");
    await node.kill();
    await eventually(() => live.presenceOf(node.id) === "stale", "the node turns stale");
    await eventually(() => live.presenceOf(node.id) === "offline", "the node goes offline");

    const before = load.answersOf(node.name);
    node.start();
    await eventually(() => live.presenceOf(node.id) === "live", "the node is live again");
    await eventually(() => load.answersOf(node.name) > before, "the node serves again", 60_000);

    const { ok, failures } = await load.stop();
    live.close();
    expect(failures).toEqual({});
    expect(ok).toBeGreaterThan(100);
  });
}
