import { spawn } from "node:child_process";

type RunNodeOptions = { cwd: string; env?: Record<string, string> };

/**
 * Runs a Node program with our own output and waits for its end.
 * @param command file and arguments
 * @returns its exit code; 1 when a signal ended it
 */
export function runNode(command: string[], { cwd, env }: RunNodeOptions): Promise<number> {
  const child = spawn(process.execPath, command, { cwd, env: { ...process.env, ...env }, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
