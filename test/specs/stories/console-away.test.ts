import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { ClientLoad } from "../../harness/client-load.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

const debugToken = "the-debug-token-of-a-story";
const region = "cn-east";
const gateways = [`${region}-gateway`, `${region}-gateway-2`] as const;
const names = [`${region}-node-1`, `${region}-node-2`, ...gateways];

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({
    regions: [{ name: region, nodes: 2 }],
    agentEnv: { MERIDIAN_DEBUG_TOKEN: debugToken },
  });
  await (await system.addAgent({ name: gateways[1], region, role: "gateway" })).ready();
});
afterAll(() => system.dispose());

const Routing = z.object({ tableHash: z.string() });
/** What tells states and weights at each gateway. */
function tables(): Promise<string[]> {
  const tableAt = async (name: string) =>
    Routing.parse(await system.agent(name).routing(debugToken)).tableHash;
  return Promise.all(gateways.map(tableAt));
}

it("serves by its last known good without console and database, restarts included, and all reconnect", async () => {
  const [node, gateway] = [system.agent(names[0] ?? ""), system.agent(gateways[0])];
  const load = new ClientLoad(
    gateways.map((name) => system.agent(name).url),
    4,
  );
  await eventually(() => load.answersOf(node.name) > 20, "requests flow");
  const before = await tables();

  await system.loseConsoleAndDatabase();
  await node.restart();
  const since = load.answersOf(node.name);
  await eventually(() => load.answersOf(node.name) > since + 20, "the restarted node serves", 60_000);
  await gateway.restart();
  const answered = load.answered;
  await eventually(() => load.answered > answered + 1000, "requests flow on");
  expect(await tables()).toEqual(before);

  await system.local.openDatabase(undefined);
  await system.restartConsole();
  const console = await system.signIn();
  const live = console.followFleet();
  const isLive = (name: string) => live.presenceOf(system.agent(name).id) === "live";
  await eventually(() => names.every(isLive), "all agents are back", 60_000);
  live.close();
  expect(await load.stop()).toEqual([]);
  expect(await tables()).toEqual(before);

  const agents = (await console.fleet()).regions.flatMap((one) => one.agents);
  expect(agents.map(({ acked }) => acked)).toEqual(agents.map(({ target }) => target));
});
