import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { isAnswering, waitFor } from "../../../scripts/lib/wait-for.ts";
import { freePort } from "../../harness/free-port.ts";
import type { Target } from "./load-process.ts";

/** Another program's server, which answers `POST /v1/parse` and `GET /healthz`. */
export class PeerServer {
  readonly target: Target;

  private constructor(
    private readonly child: ChildProcess,
    port: number,
  ) {
    this.target = { url: `http://127.0.0.1:${port}`, headers: {} };
  }

  /** Its port comes as the last argument. */
  static async start(program: string, args: string[]): Promise<PeerServer> {
    const port = await freePort();
    const child = spawn(program, [...args, String(port)], { stdio: ["ignore", 2, 2], detached: true });
    const peer = new PeerServer(child, port);
    let hasEnded = false;
    child.once("exit", () => (hasEnded = true));
    child.once("error", () => (hasEnded = true));
    const isUp = async () => hasEnded || (await isAnswering(`${peer.target.url}/healthz`));
    try {
      await waitFor(isUp, { what: `${args[0]} answers`, deadlineMs: 120_000, everyMs: 200 });
    } catch (error) {
      await peer.stop();
      throw error;
    }
    if (hasEnded) throw new Error(`${args[0]} ended before it answered`);
    return peer;
  }

  /** With whatever it started: some have processes of their own under them. */
  async stop(): Promise<void> {
    const { pid } = this.child;
    if (pid === undefined || this.child.exitCode !== null) return;
    const ended = once(this.child, "exit");
    process.kill(-pid, "SIGKILL");
    await ended;
  }
}
