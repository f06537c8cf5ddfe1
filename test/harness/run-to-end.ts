import { spawn } from "node:child_process";

export type Ended = { code: number | null; output: string };

/** Runs a Node program that is expected to end by itself. Our own settings are kept from it. */
export function runToEnd(
  command: string[],
  options: { cwd?: string; env: Record<string, string>; deadlineMs?: number },
): Promise<Ended> {
  const { cwd, env, deadlineMs = 60_000 } = options;
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...process.env, NODE_ENV: "production", ...env },
    timeout: deadlineMs,
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
