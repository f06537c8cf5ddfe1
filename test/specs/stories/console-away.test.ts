import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

/** How long the console is away. */
const awayMs = 30_000;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ regions: [{ name: "cn-east", nodes: 2 }] });
});
afterAll(() => system.dispose());

it("serves without its console, an agent restarts from its last known good, and all reconnect", async () => {
  const names = ["cn-east-node-1", "cn-east-node-2", "cn-east-gateway"];
  const node = system.agent("cn-east-node-1");
  const load = system.load("cn-east-gateway");
  await eventually(() => load.answersOf(node.name) > 20, "requests flow");

  await system.stopConsole();
  const backAt = performance.now() + awayMs;
  await node.stop();
  const before = load.answersOf(node.name);
  node.start();
  await node.ready();
  await eventually(() => load.answersOf(node.name) > before, "the restarted node serves", 60_000);
  await sleep(Math.max(0, backAt - performance.now()));
  await system.restartConsole();

  const console = await system.signIn();
  const live = console.followFleet();
  const isLive = (name: string) => live.presenceOf(system.agent(name).id) === "live";
  await eventually(() => names.every(isLive), "all agents are back", 60_000);
  const { failures } = await load.stop();
  live.close();
  expect(failures).toEqual({});

  const agents = (await console.fleet()).regions.flatMap((region) => region.agents);
  expect(agents.map(({ acked }) => acked)).toEqual(agents.map(({ target }) => target));
});
