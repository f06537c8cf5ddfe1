import { resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { defaultRegions, parseRegions, type RegionSpec } from "./fleet-plan.ts";
import { LaunchError } from "./launch-error.ts";
import { root } from "./paths.ts";

const hint = "npm start -- --help lists the options.";
const notes = `
Environment
  DATABASE_URL       use this PostgreSQL server instead of the embedded one
  MERIDIAN_BASE_URL  the console's URL as people open it, where that is not localhost
  LOG_LEVEL          of the console and the agents (default info)

Every agent is a process of its own with a folder under agents and a log under logs of --data-dir.
Ctrl-C stops everything; the next start continues with the same data, on the same ports.
Forgot the password? npm run admin -- reset-password, with the same --data-dir`;

export type StartOptions = {
  port: number;
  host: string;
  /** None: the console stands alone. */
  regions: RegionSpec[];
  hasTraffic: boolean;
  isFresh: boolean;
  dataDir: string;
};

type Flags = {
  port: number;
  host: string;
  regions: RegionSpec[];
  traffic: boolean;
  empty?: true;
  fresh?: true;
  dataDir: string;
};

/** Throws LaunchError for what it cannot take, and a CommanderError with exit code 0 once it has shown the help. */
export function parseStartOptions(args: string[]): StartOptions {
  const { port, host, regions, traffic, empty, fresh, dataDir } = parseOrExplain(args);
  return {
    ...{ port, host, dataDir, isFresh: fresh === true },
    regions: empty ? [] : regions,
    hasTraffic: traffic && !empty,
  };
}

function parseOrExplain(args: string[]): Flags {
  // Commander reads a value before it looks for conflicts, and would find fault with regions that nobody can name here.
  const names = new Set(args.map((arg) => arg.split("=", 1)[0]));
  if (names.has("--empty") && names.has("--regions"))
    throw new LaunchError("option '--empty' cannot be used with option '--regions <list>'", { hint });
  try {
    return startCommand().parse(args, { from: "user" }).opts();
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode === 0) throw error;
    const message = error.message.replace(/^error: /, "");
    throw new LaunchError(message, { hint });
  }
}

function startCommand(): Command {
  return new Command("npm start --")
    .description("Starts Meridian on this machine: PostgreSQL, the console and a fleet of real processes.")
    .option("--port <n>", "port of the console", parsePort, 3000)
    .option("--host <address>", "address the console listens on", "127.0.0.1")
    .addOption(
      new Option("--regions <list>", "regions as name:nodes, each with a gateway of its own")
        .argParser(parseRegions)
        .default(parseRegions(defaultRegions), defaultRegions),
    )
    .option("--no-traffic", "do not send requests; the screens stay quiet")
    .addOption(
      new Option("--empty", "database and console alone: regions and agents are added in the console"),
    )
    .option("--fresh", "remove everything of an earlier run first: database, agents, logs")
    .addOption(dataDirOption())
    .addHelpText("after", notes)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
}

/** The same for every command on local data. */
export function dataDirOption(): Option {
  return new Option("--data-dir <path>", "where all of it is kept")
    .argParser((path) => resolve(root, path))
    .default(resolve(root, ".meridian"), ".meridian");
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("Expected a port, 1 to 65535.");
  return port;
}
