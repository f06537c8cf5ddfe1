import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../scripts/lib/paths.ts";

/** Runs a command as a screen shows it, at the root of the checkout; `dir` takes its data and its log. */
export function runShownCommand(text: string, dir: string): ChildProcess {
  const words = text.replaceAll("\\\n", " ").trim().split(/\s+/);
  const isSetting = (word: string) => /^[A-Z_]+=/.test(word);
  const shown = Object.fromEntries(words.filter(isSetting).map((word) => word.split(/=(.*)/s)));
  const [program = "", ...args] = words.filter((word) => !isSetting(word));
  const dataDir = join(dir, shown.MERIDIAN_DATA_DIR);
  mkdirSync(dirname(dataDir), { recursive: true });
  const log = openSync(`${dataDir}.log`, "w");
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...process.env,
      ...shown,
      MERIDIAN_DATA_DIR: dataDir,
      MERIDIAN_ENGINE_THREADS: "1",
      MERIDIAN_SELF_BENCHMARK: "false",
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return child;
}

/** As a supervisor would: the process that the command started, and no other, gets the signal. */
export async function interrupt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
