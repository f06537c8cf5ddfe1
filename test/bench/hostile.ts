// `npm run bench -- hostile`: strangers, a viewer and an agent that ask for more than is good for the others.
import { Option } from "commander";
import { startSystem } from "../harness/start-system.ts";
import { enrolFleet } from "../sim/agents/enrol.ts";
import { SimFleet } from "../sim/agents/sim-fleet.ts";
import { hugeBodies, lockout } from "./hostile/console-scenes.ts";
import { agentFlood, viewerStall } from "./hostile/fleet-scenes.ts";
import { stalledBodies } from "./hostile/gateway-scene.ts";
import { benchCommand } from "./lib/bench-command.ts";
import { type Check, report, type Row, say } from "./lib/report.ts";

const summary = "Strangers, a viewer and an agent that ask for more than is good for the others.";
const options = benchCommand("hostile", summary)
  .option("--quick", "24 agents and 1,000 clients, for a few seconds")
  .addOption(new Option("--scene <name>", "one of the halves alone").choices(["console", "gateway"]))
  .parse()
  .opts<{ quick?: true; scene?: string }>();

const regions = ["hostile-a", "hostile-b", "hostile-c"];
const plan = options.quick ? { nodes: 20, gateways: 4 } : { nodes: 100, gateways: 12 };
const [clients, seconds] = options.quick ? [1000, 4] : [10_000, 15];
const perSecond = 50;

async function consoleScenes(): Promise<{ checks: Check[]; rows: Row[] }> {
  // Strangers come from many addresses, as a proxy tells them.
  const system = await startSystem({ consoleEnv: { MERIDIAN_TRUSTED_PROXIES: "loopback" } });
  const console = await system.signIn();
  const [flooding, ...identities] = await enrolFleet(console, { regions, ...plan });
  const fleet = new SimFleet(identities, { consoleUrl: system.url, perSecond });
  try {
    if (!flooding) throw new Error("expected agents");
    await fleet.connect();
    say("hostile: huge bodies");
    const bodies = await hugeBodies(system);
    say("hostile: strangers sign in");
    const kept = await lockout(system);
    say("hostile: a viewer asks for all it can");
    const stall = await viewerStall(system, seconds);
    say("hostile: an agent floods");
    const flood = await agentFlood(system, flooding, seconds);
    return {
      checks: [bodies, stall.check, kept.check, flood.check],
      rows: [kept.row, stall.row, flood.row],
    };
  } finally {
    fleet.stop();
    await system.dispose();
  }
}

function gatewayScene(): Promise<{ checks: Check[]; rows: Row[] }> {
  say("hostile: bodies that stall at a gateway");
  return stalledBodies({ clients, seconds });
}

const scenes = { console: consoleScenes, gateway: gatewayScene };
const found: { checks: Check[]; rows: Row[] } = { checks: [], rows: [] };
for (const [name, play] of Object.entries(scenes)) {
  if (options.scene !== undefined && options.scene !== name) continue;
  const { checks, rows } = await play();
  found.checks.push(...checks);
  found.rows.push(...rows);
}
report("hostile", found.checks, [], found.rows);
