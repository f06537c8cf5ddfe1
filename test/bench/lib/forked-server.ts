import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { root } from "../../../scripts/lib/paths.ts";

/** A server of the bench in a process of its own: a TypeScript file that tells its port as its first message. */
export async function forkServer(entry: URL, args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const execArgv = ["--import", "tsx"];
  const child = fork(fileURLToPath(entry), args, { cwd: root, execArgv, stdio: "inherit" });
  const [port] = (await once(child, "message")) as [number];
  return { child, url: `http://127.0.0.1:${port}` };
}

export async function killServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
