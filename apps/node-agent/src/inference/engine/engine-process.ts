import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { AppError } from "@meridian/contracts/errors";
import type { PaddedBatch } from "../queue/padding.ts";
import type { EngineOpen, EngineOutput, EngineReply, EngineRequest } from "./engine-messages.ts";
import { isOutOfMemory, OutOfMemoryError } from "./runtime-errors.ts";

const openTimeoutMs = 120_000;
const hangMinMsDefault = 10_000;
/** A run that takes this many times what was expected counts as hung. */
const hangFactor = 20;

/** The child died or hung. Its runs can be given to another engine. */
export class EngineGoneError extends Error {
  override readonly name = "EngineGoneError";

  /** `wasRunning`: the child had begun this run; one that waited behind another had no part in its end. */
  constructor(
    reason: string,
    readonly wasRunning = false,
  ) {
    super(reason);
  }
}

/** The child could not make a session; the message says why. */
class EngineRefusedError extends Error {
  override readonly name = "EngineRefusedError";
}

type Waiting<T> = { resolve: (value: T) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

export type EngineProcessOptions = {
  path: string;
  hangMinMs?: number | undefined;
  /** Gets what the child prints, line by line: what runs the model writes plain text. */
  onOutput: (line: string) => void;
  /** Called once, when the child ends other than by `kill` after it opened. */
  onGone: (reason: string) => void;
};

/** One engine child, from fork to exit. It answers runs in the order sent. */
export class EngineProcess {
  private readonly child: ChildProcess;
  private readonly runs = new Map<number, Waiting<EngineOutput>>();
  private opening: Waiting<void> | null = null;
  private nextId = 0;
  private goneReason: string | null = null;

  constructor(private readonly options: EngineProcessOptions) {
    this.child = fork(options.path, {
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", options.onOutput);
    }
    this.child.on("message", (reply) => this.onReply(reply as EngineReply));
    this.child.on("error", (error) => this.lose(error.message));
    this.child.on("exit", (code, signal) => this.lose(signal ? `ended by ${signal}` : `exited with ${code}`));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Makes the session. Rejects with EngineRefusedError, or EngineGoneError when the child dies over it. */
  open(open: EngineOpen): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.lose(`no session within ${openTimeoutMs} ms`), openTimeoutMs);
      this.opening = { resolve, reject, timer };
      this.send(open);
    });
  }

  /**
   * Rejects with EngineGoneError when the child dies or hangs, with OutOfMemoryError or AppError when the run itself
   * failed.
   */
  run(batch: PaddedBatch, expectedMs: number): Promise<EngineOutput> {
    if (this.goneReason !== null) return Promise.reject(new EngineGoneError(this.goneReason));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const limitMs = Math.max(this.options.hangMinMs ?? hangMinMsDefault, hangFactor * expectedMs);
      const timer = setTimeout(() => this.lose(`no answer within ${Math.round(limitMs)} ms`), limitMs);
      this.runs.set(id, { resolve, reject, timer });
      this.send({ kind: "run", id, batch });
    });
  }

  kill(): void {
    this.end("closed");
  }

  private send(request: EngineRequest): void {
    this.child.send(request, (error) => {
      if (error) this.lose(error.message);
    });
  }

  private onReply(reply: EngineReply): void {
    if (reply.kind === "opened" || reply.kind === "refused") return this.onOpened(reply);
    const waiting = this.runs.get(reply.id);
    if (!waiting) return;
    this.runs.delete(reply.id);
    clearTimeout(waiting.timer);
    if (reply.kind === "done") waiting.resolve(reply);
    else if (isOutOfMemory(reply.message)) waiting.reject(new OutOfMemoryError(reply.message));
    else waiting.reject(new AppError("INTERNAL", reply.message));
  }

  private onOpened(reply: EngineReply & { kind: "opened" | "refused" }): void {
    const { opening } = this;
    if (!opening) return;
    this.opening = null;
    clearTimeout(opening.timer);
    if (reply.kind === "opened") return opening.resolve();
    this.end("refused");
    opening.reject(new EngineRefusedError(reply.message));
  }

  private lose(reason: string): void {
    const hadOpened = this.opening === null;
    if (this.end(reason) && hadOpened) this.options.onGone(reason);
  }

  private end(reason: string): boolean {
    if (this.goneReason !== null) return false;
    this.goneReason = reason;
    this.child.kill("SIGKILL");
    // Runs are answered in the order sent, so the child died over the oldest.
    const [runningId] = this.runs.keys();
    for (const [id, { reject, timer }] of this.runs) {
      clearTimeout(timer);
      reject(new EngineGoneError(reason, id === runningId));
    }
    this.runs.clear();
    clearTimeout(this.opening?.timer);
    this.opening?.reject(new EngineGoneError(reason));
    this.opening = null;
    return true;
  }
}
