import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

const gateways = ["cn-east-gateway", "cn-east-gateway-2"] as const;
const Routing = z.object({ tableHash: z.string() });

export function consoleAway(system: TestSystem): void {
  beforeAll(() => system.reset());

  /** What tells states and weights at each gateway. */
  function tables(): Promise<string[]> {
    const tableAt = async (name: string) => Routing.parse(await system.agent(name).routing()).tableHash;
    return Promise.all(gateways.map(tableAt));
  }

  it("serves by its last known good without console and database, restarts included, and all reconnect", async () => {
    const [node, gateway] = [system.agent("cn-east-node-1"), system.agent(gateways[0])];
    const load = system.clientLoad(gateways, 4);
    await eventually(() => load.answersOf(node.name) > 20, "requests flow");
    const before = await tables();

    await system.loseConsoleAndDatabase();
    await node.restart();
    const since = load.answersOf(node.name);
    await eventually(() => load.answersOf(node.name) > since + 20, "the restarted node serves", 60_000);
    await gateway.restart();
    const answered = load.answered;
    await eventually(() => load.answered > answered + 300, "requests flow on");
    expect(await tables()).toEqual(before);

    await system.local.openDatabase(undefined);
    await system.restartConsole();
    const console = await system.signIn();
    const live = console.followFleet();
    const names = [...system.local.agents.keys()];
    const isLive = (name: string) => live.presenceOf(system.agent(name).id) === "live";
    await eventually(() => names.every(isLive), "all agents are back", 60_000);
    live.close();
    expect(await load.stop()).toEqual([]);
    expect(await tables()).toEqual(before);

    const agents = (await console.fleet()).regions.flatMap((one) => one.agents);
    expect(agents.map(({ acked }) => acked)).toEqual(agents.map(({ target }) => target));
  });
}
