import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { within } from "@meridian/contracts/wait";
import { LaunchError } from "./launch-error.ts";
import { findRunningUrl } from "./launcher-lock.ts";
import { runNode } from "./run-node.ts";
import { adminSource, consoleDir, entryPoints, type Layout, modelsDir } from "./paths.ts";

/** Far more than any command takes. */
const endWithinMs = 60_000;

type AdminTarget = { layout: Layout; databaseUrl: string };

/** Runs the console's admin command and reads its JSON answer, an object whose fields depend on the command. */
export async function askAdminCommand<Answer extends object>(
  { layout, databaseUrl }: AdminTarget,
  args: string[],
): Promise<Answer> {
  const baseUrl = process.env.MERIDIAN_BASE_URL ?? findRunningUrl(layout.lock);
  const env = {
    ...process.env,
    // What it tells a person to run has to reach the console of this data, not another one on the default port.
    ...(baseUrl !== null && { MERIDIAN_BASE_URL: baseUrl }),
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    MERIDIAN_SECRETS_DIR: layout.secrets,
    MERIDIAN_MODELS_DIR: modelsDir,
  };
  const child = spawn(process.execPath, [entryPoints.admin, ...args], {
    ...{ cwd: consoleDir, env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const outcome = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const limit = { ms: endWithinMs, what: `admin ${args[0]}` };
  const [code, output, problems] = await within(limit, (late) => {
    late.addEventListener("abort", () => child.kill("SIGKILL"));
    return outcome;
  });
  if (code !== 0) throw new LaunchError(`admin ${args[0]} failed.`, { detail: (problems || output).trim() });
  return JSON.parse(output) as Answer;
}

/** Prints the admin command's own help, or that of the command in `args`. */
export function showAdminHelp(args: string[]): Promise<number> {
  const asked = args.filter((arg) => arg !== "--help" && arg !== "-h");
  return runNode(["--import", "tsx", adminSource, ...asked, "--help"], { cwd: consoleDir });
}
