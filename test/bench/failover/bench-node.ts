import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { root } from "../../../scripts/lib/paths.js";
import type { BenchNode } from "../lib/gateway-snapshot.ts";

const entry = fileURLToPath(new URL("./node-process.ts", import.meta.url));
/** As a batch of the bundled model takes, with its way. */
export const usualMs = 10;

/** A node in a process of its own. */
export class KillableNode implements BenchNode {
  private constructor(
    private readonly child: ChildProcess,
    readonly name: string,
    readonly weight: number,
    readonly url: string,
  ) {}

  static async start(name: string, weight: number): Promise<KillableNode> {
    const args = [name, String(usualMs)];
    const child = fork(entry, args, { cwd: root, execArgv: ["--import", "tsx"], stdio: "inherit" });
    const [port] = (await once(child, "message")) as [number];
    return new KillableNode(child, name, weight, `http://127.0.0.1:${port}`);
  }

  answerAfter(ms: number): void {
    this.child.send(ms);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }
}
