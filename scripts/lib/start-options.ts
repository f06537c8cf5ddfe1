import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultRegions, parseRegions, type RegionSpec } from "./fleet-plan.ts";
import { LaunchError } from "./launch-error.ts";
import { root } from "./paths.ts";

export const startHelp = `Starts Meridian on this machine: PostgreSQL, the console and a fleet of real processes.

  npm start [-- options]

Options
  --port <n>         port of the console (default 3000)
  --host <address>   address the console listens on (default 127.0.0.1)
  --regions <list>   regions as name:nodes, each with a gateway of its own
                     (default ${defaultRegions})
  --no-traffic       do not send requests; the screens stay quiet
  --empty            database and console alone: regions and agents are added in the console
  --fresh            remove everything of an earlier run first: database, agents, logs
  --data-dir <path>  where all of it is kept (default .meridian)
  --help             this text

Environment
  DATABASE_URL       use this PostgreSQL server instead of the embedded one
  MERIDIAN_BASE_URL  the console's URL as people open it, where that is not localhost
  LOG_LEVEL          of the console and the agents (default info)

Every agent is a process of its own with a folder under .meridian/agents and a log under .meridian/logs.
Ctrl-C stops everything; the next start continues with the same data, on the same ports.
Forgot the password? npm run admin -- reset-password
`;

export type StartOptions = {
  port: number;
  host: string;
  /** None: the console stands alone. */
  regions: RegionSpec[];
  hasTraffic: boolean;
  isFresh: boolean;
  dataDir: string;
  isHelp: boolean;
};

export function parseStartOptions(args: string[]): StartOptions {
  const values = parseOrExplain(args);
  if (values.empty && values.regions !== undefined) {
    throw new LaunchError("--empty starts no regions: leave --regions out.");
  }
  return {
    port: parsePort(values.port),
    host: values.host,
    regions: values.empty ? [] : parseRegions(values.regions ?? defaultRegions),
    hasTraffic: !values["no-traffic"] && !values.empty,
    isFresh: values.fresh,
    dataDir: resolve(root, values["data-dir"]),
    isHelp: values.help,
  };
}

function parseOrExplain(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string", default: "3000" },
        host: { type: "string", default: "127.0.0.1" },
        regions: { type: "string" },
        "no-traffic": { type: "boolean", default: false },
        empty: { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        "data-dir": { type: "string", default: ".meridian" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new LaunchError((error as Error).message, {
      hint: "npm start -- --help lists the options.",
    });
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new LaunchError(`--port: "${text}" is not a port (1 to 65535).`);
  }
  return port;
}
