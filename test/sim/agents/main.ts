// `npm run sim:agents`: simulated agents on a console that runs, until Ctrl C.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { signIn } from "../../harness/console-client.ts";
import { enrolFleet } from "./enrol.ts";
import type { SimIdentity } from "./sim-agent.ts";
import { SimFleet } from "./sim-fleet.ts";

const reportEveryMs = 5000;

type Options = {
  console: string;
  email: string;
  password?: string;
  regions: string;
  nodes: number;
  gateways: number;
  rate: number;
  state: string;
};

new Command("npm run sim:agents --")
  .description("Simulated agents: the real protocol over real sockets, many in one process, serving nobody.")
  .option("--console <url>", "the console's address", "http://127.0.0.1:3000")
  .option("--email <email>", "an administrator, who enrols the agents", "admin@meridian.local")
  .option("--password <password>", "theirs; needed to enrol (default: MERIDIAN_PASSWORD)")
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
  const password = options.password ?? process.env.MERIDIAN_PASSWORD;
  if (!password) throw new Error("An administrator enrols the agents: --password or MERIDIAN_PASSWORD.");
  const plan = { regions: options.regions.split(","), nodes: options.nodes, gateways: options.gateways };
  const enrolled = await enrolFleet(await signIn(options.console, { email: options.email, password }), plan);
  writeFileSync(options.state, JSON.stringify(enrolled), { mode: 0o600 });
  return enrolled;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("expected a whole number");
  return value;
}
