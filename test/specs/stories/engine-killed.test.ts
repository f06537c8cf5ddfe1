import { afterAll, beforeAll, expect, it } from "vitest";
import { childrenOf } from "../../harness/leftovers.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ regions: [{ name: "eu-central", nodes: 1 }] });
});
afterAll(() => system.dispose());

it("replaces an engine that is killed during a run, without a failed request", async () => {
  const node = system.agent("eu-central-node-1");
  const [engine] = childrenOf(node.pid);
  if (engine === undefined) throw new Error("the node has no engine");
  const load = system.load("eu-central-gateway");
  await eventually(() => load.answered > 50, "requests flow");

  process.kill(engine, "SIGKILL");
  const replaced = () => childrenOf(node.pid).find((pid) => pid !== engine);
  expect(await eventually(replaced, "another engine runs")).not.toBe(engine);
  const answered = load.answered;
  await eventually(() => load.answered > answered + 50, "requests flow on");

  const { failed } = await load.stop();
  expect(failed).toEqual([]);
  const metrics = await (await fetch(`${node.url}/metrics`)).text();
  expect(metrics).toMatch(/engine_restarts_total\S* 1\n/);
});
