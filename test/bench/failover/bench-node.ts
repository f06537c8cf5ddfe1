import type { ChildProcess } from "node:child_process";
import { forkServer, killServer } from "../lib/forked-server.ts";
import type { BenchNode } from "../lib/gateway-snapshot.ts";

const entry = new URL("./node-process.ts", import.meta.url);
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
    const { child, url } = await forkServer(entry, [name, String(usualMs)]);
    return new KillableNode(child, name, weight, url);
  }

  answerAfter(ms: number): void {
    this.child.send(ms);
  }

  kill(): Promise<void> {
    return killServer(this.child);
  }
}
