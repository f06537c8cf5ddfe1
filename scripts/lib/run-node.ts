import { spawn } from "node:child_process";

type RunNodeOptions = {
  cwd: string;
  env?: Record<string, string>;
  /** Gets what the program writes; without it our own output does. */
  write?: (text: string) => void;
};

/**
 * Runs a Node program and waits for its end.
 * @param command file and arguments
 * @returns its exit code; 1 when a signal ended it
 */
export function runNode(command: string[], { cwd, env, write }: RunNodeOptions): Promise<number> {
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...process.env, ...env },
    stdio: write ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (write) stream?.setEncoding("utf8").on("data", write);
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
