import { afterAll, beforeAll, expect, it } from "vitest";
import { childrenOf } from "../../harness/leftovers.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ regions: [{ name: "cn-east", nodes: 2 }] });
});
afterAll(() => system.dispose());

it("replaces an engine that is killed during a run, without a failed request", async () => {
  const load = system.load("cn-east-gateway");
  for (const name of ["cn-east-node-1", "cn-east-node-2"]) {
    const node = system.agent(name);
    const [engine] = childrenOf(node.pid);
    if (engine === undefined) throw new Error(`${name} has no engine`);
    const before = load.answersOf(name);
    await eventually(() => load.answersOf(name) > before + 20, `${name} runs`);

    process.kill(engine, "SIGKILL");
    const other = await eventually(
      () => childrenOf(node.pid).find((pid) => pid !== engine),
      "it is replaced",
    );
    const since = load.answersOf(name);
    await eventually(() => load.answersOf(name) > since + 20, `${name} runs on`);
    expect(childrenOf(node.pid)).toEqual([other]);
  }
  expect((await load.stop()).failures).toEqual({});
});
