import { afterAll, beforeAll, expect, it } from "vitest";
import { ClientLoad } from "../../harness/client-load.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ regions: [{ name: "cn-east", nodes: 2 }] });
});
afterAll(() => system.dispose());

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

it("loses no request of clients that know two gateways when one of them is killed", async () => {
  const [first, second] = ["cn-east-gateway", "cn-east-gateway-2"].map((name) => system.agent(name));
  if (!first || !second) throw new Error("expected two gateways");
  await system.addAgent({ name: second.name, region: "cn-east", role: "gateway" });
  await second.ready();
  const load = new ClientLoad([first.url, second.url], 8);
  await eventually(() => load.answered > 200, "they are answered");
  const before = load.answered;
  await first.kill();
  await eventually(() => load.answered > before + 200, "the other gateway answers them");
  first.start();
  await first.ready();
  expect(await load.stop()).toEqual([]);
});
