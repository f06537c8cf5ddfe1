import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { root } from "../../../scripts/lib/paths.ts";
import type { Arrivals, LoadOrder, LoadResult } from "./load-messages.ts";

const entry = fileURLToPath(new URL("./load-generator.ts", import.meta.url));

export type Target = { url: string; headers: Record<string, string> };
export type Ask = { seconds: number; addressesPerRequest?: number; headers?: Record<string, string> };

/** The load generator, a process beside the servers that it asks. */
export class LoadProcess {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(entry, { cwd: root, execArgv: ["--import", "tsx"], stdio: "inherit" });
  }

  closed(target: Target, connections: number, ask: Ask): Promise<LoadResult> {
    return this.order(target, { kind: "closed", connections }, ask);
  }

  open(target: Target, perSecond: number, ask: Ask): Promise<LoadResult> {
    return this.order(target, { kind: "open", perSecond }, ask);
  }

  stop(): void {
    this.child.disconnect();
  }

  private async order(target: Target, arrivals: Arrivals, ask: Ask): Promise<LoadResult> {
    const { seconds, addressesPerRequest = 1, headers } = ask;
    const order: LoadOrder = {
      url: target.url,
      headers: { ...target.headers, ...headers },
      seconds,
      addressesPerRequest,
      arrivals,
    };
    const answer = once(this.child, "message") as Promise<[LoadResult]>;
    this.child.send(order);
    return (await answer)[0];
  }
}
