import { spawn } from "node:child_process";

/**
 * Runs a Node program with our own output and waits for its end.
 * @param {string[]} command file and arguments
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Promise<number>} exit code; 1 when a signal ended it
 */
export function runNode(command, { cwd, env }) {
  const child = spawn(process.execPath, command, { cwd, env: { ...process.env, ...env }, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
