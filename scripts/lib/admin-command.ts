import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { LaunchError } from "./launch-error.ts";
import { runNode } from "./run-node.ts";
import { consoleDir, entryPoints, modelsDir } from "./paths.ts";

/**
 * Runs the console's admin command and reads its JSON answer.
 * @param {{ layout: import("./paths.ts").Layout, databaseUrl: string }} target
 * @param {string[]} args
 * @returns {Promise<any>}
 */
export async function askAdminCommand({ layout, databaseUrl }, args) {
  const env = {
    ...process.env,
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
  const [code, output, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new LaunchError(`admin ${args[0]} failed.`, { detail: (problems || output).trim() });
  return JSON.parse(output);
}

/** Prints the admin command's own help. */
export function showAdminHelp() {
  return runNode([entryPoints.admin, "--help"], { cwd: consoleDir });
}
