import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { withBuildLock } from "./build-lock.ts";
import { LaunchError } from "./launch-error.ts";
import { lastLines } from "./log-tail.ts";
import { type Layout, root } from "./paths.ts";

/** Builds what changed since the last build; turbo's cache decides. */
export function buildAll(layout: Layout, signal?: AbortSignal): Promise<void> {
  return withBuildLock(() => runTurbo("build", layout, signal));
}

/** Makes what TypeScript sources import and no person wrote: the database client. Seconds. */
export function generateAll(layout: Layout): Promise<void> {
  return withBuildLock(() => runTurbo("generate", layout));
}

async function runTurbo(task: "build" | "generate", layout: Layout, signal?: AbortSignal): Promise<void> {
  mkdirSync(layout.logs, { recursive: true });
  const logFile = join(layout.logs, "build.log");
  const log = createWriteStream(logFile);
  const turbo = spawn(process.execPath, [join(root, "node_modules/turbo/bin/turbo"), "run", task], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", FORCE_COLOR: "0" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  turbo.stdout.pipe(log, { end: false });
  turbo.stderr.pipe(log, { end: false });
  const code = await new Promise((resolve, reject) => turbo.once("error", reject).once("close", resolve));
  await new Promise((resolve) => log.end(resolve));
  if (code !== 0) {
    throw new LaunchError("The build failed.", { detail: lastLines(logFile, 25), hint: `Log: ${logFile}` });
  }
}
