import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";

type RunNodeOptions = {
  cwd: string;
  env?: Record<string, string>;
  /** Gets what the program writes; without it our own output does. */
  write?: (text: string) => void;
  /** Gets only the time that nobody else wants. */
  isBackground?: boolean;
};

/**
 * Runs a Node program and waits for its end.
 * @param command file and arguments
 * @returns its exit code; 1 when a signal ended it
 */
export function runNode(
  command: string[],
  { cwd, env, write, isBackground }: RunNodeOptions,
): Promise<number> {
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...process.env, ...env },
    stdio: write ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  if (isBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  for (const stream of [child.stdout, child.stderr]) {
    if (write) stream?.setEncoding("utf8").on("data", write);
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
