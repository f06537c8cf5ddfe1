// `npm run sim:agents`: simulated agents on a console that runs, until Ctrl C.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { RestClient } from "../../harness/rest-client.ts";
import { enrolFleet } from "./enrol.ts";
import type { SimIdentity } from "./sim-agent.ts";
import { SimFleet } from "./sim-fleet.ts";

const reportEveryMs = 5000;

type Options = {
  console: string;
  token?: string;
  regions: string;
  nodes: number;
  gateways: number;
  rate: number;
  state: string;
};

new Command("npm run sim:agents --")
  .description("Simulated agents: the real protocol over real sockets, many in one process, serving nobody.")
  .option("--console <url>", "the console's address", "http://127.0.0.1:3000")
  .option("--token <token>", "API token of an administrator; needed to enrol (default: MERIDIAN_TOKEN)")
  .option("--regions <names>", "regions, separated by commas; missing ones are added", "sim-a,sim-b")
  .option("--nodes <count>", "nodes, spread over the regions", count, 100)
  .option("--gateways <count>", "gateways, spread over the regions", count, 10)
  .option("--rate <requests>", "requests a second that each gateway tells of", count, 100)
  .option("--state <file>", "where enrolled identities are kept, for the next time", "sim-agents.json")
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

async function run(options: Options): Promise<void> {
  const fleet = new SimFleet(await identities(options), {
    consoleUrl: options.console,
    perSecond: options.rate,
  });
  process.on("SIGINT", () => {
    fleet.stop();
    process.exit(0);
  });
  setInterval(() => {
    const { agents, connected, framesSent, snapshotsApplied } = fleet;
    process.stdout.write(
      `${JSON.stringify({ agents: agents.length, connected, framesSent, snapshotsApplied })}\n`,
    );
  }, reportEveryMs);
  await fleet.connect();
}

async function identities(options: Options): Promise<SimIdentity[]> {
  if (existsSync(options.state)) return JSON.parse(readFileSync(options.state, "utf8")) as SimIdentity[];
  const token = options.token ?? process.env.MERIDIAN_TOKEN;
  if (!token)
    throw new Error("Agents are enrolled with an administrator's API token: --token or MERIDIAN_TOKEN.");
  const plan = { regions: options.regions.split(","), nodes: options.nodes, gateways: options.gateways };
  const enrolled = await enrolFleet(new RestClient(options.console, token), plan);
  writeFileSync(options.state, JSON.stringify(enrolled), { mode: 0o600 });
  return enrolled;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("expected a whole number");
  return value;
}
