import { setTimeout as sleep } from "node:timers/promises";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";
import { type Check, check, say } from "../lib/report.ts";
import { GatewayListLoad } from "./gateway-list-load.ts";
import { TableWatch } from "./table-watch.ts";

const region = "cn-east";
const [first, second] = [`${region}-gateway`, `${region}-gateway-2`];
const debugToken = "a-token-for-the-benchmark";
const connections = 4;

/**
 * Console and PostgreSQL are killed for `seconds`; a node and one of the region's two gateways restart meanwhile. Clients
 * know both gateways. Counted are failed requests above those of as long a time before, and tables that a gateway took up.
 */
export async function staticStability(seconds: number): Promise<Check[]> {
  const system = await startSystem({
    regions: [
      { name: region, nodes: 2 },
      { name: "eu-central", nodes: 1 },
    ],
    agentEnv: { MERIDIAN_DEBUG_TOKEN: debugToken },
  });
  try {
    await system.addAgent({ name: second, region, role: "gateway" });
    await system.agent(second).ready();
    const urls = [first, second].map((name) => system.agent(name).url);
    const load = new GatewayListLoad(urls, connections);
    await sleep(seconds * 1000);
    const before = load.failed;
    const tables = new TableWatch(urls, debugToken);
    await tables.during(outage(system, seconds * 1000));
    await load.stop();
    say(`static: ${load.answered} requests answered, ${load.failed} failed, ${tables.reads} tables read`);
    if (tables.reads === 0) throw new Error("no gateway said which table it holds");
    return [
      check("static.extra_failures", Math.max(0, load.failed - 2 * before), "== 0"),
      check("static.weight_changes", tables.changes, "== 0"),
    ];
  } finally {
    await system.dispose();
  }
}

async function outage(system: TestSystem, ms: number): Promise<void> {
  const backAt = performance.now() + ms;
  await system.loseConsoleAndDatabase();
  await sleep(ms / 6);
  await system.agent(`${region}-node-1`).restart();
  await sleep(ms / 6);
  await system.agent(first).restart();
  await sleep(Math.max(0, backAt - performance.now()));
  await system.local.openDatabase(undefined);
  await system.restartConsole();
}
