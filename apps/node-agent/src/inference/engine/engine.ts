import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@meridian/contracts/errors";
import type { Logger } from "pino";
import { doublingMs } from "../../control/backoff.ts";
import type { ExecutionProvider } from "../../env.ts";
import type { PaddedBatch } from "../queue/padding.ts";
import type { EngineOpen, EngineOutput } from "./engine-messages.ts";
import { EngineGoneError, EngineProcess } from "./engine-process.ts";
import { providerRefusal } from "./runtime-errors.ts";

const restartMaxMs = 30_000;
/** An engine that lived this long starts over without waiting. */
const healthyMs = 10_000;

export type EngineOptions = {
  /** The built engine entry (`dist/engine.js`). */
  path: string;
  open: Omit<EngineOpen, "kind" | "provider">;
  /** In the order to try. */
  providers: readonly ExecutionProvider[];
  logger: Logger;
  /** No run counts as hung before this. */
  hangMinMs?: number;
  /** The child died and a new one is on its way (`true`), or is up (`false`). */
  onReplacing: (isReplacing: boolean, reason: string) => void;
};

/** `occupiedMs`: from when the engine was free for the batch to its answer, the way there and back included. */
export type TimedOutput = EngineOutput & { occupiedMs: number };

export type ProviderChoice = { provider: ExecutionProvider; reason: string };

/** A session in a child of its own that is replaced whenever it dies. */
export class Engine {
  private current: Promise<EngineProcess>;
  private choice: ProviderChoice | null = null;
  private openedAt = 0;
  private restarts = 0;
  private lastRssBytes = 0;
  private answeredAt = 0;
  private isClosed = false;

  private constructor(private readonly options: EngineOptions) {
    this.current = this.start();
  }

  /** Throws AppError when no provider can open the model. */
  static async open(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    await engine.current;
    return engine;
  }

  get provider(): ProviderChoice | null {
    return this.choice;
  }

  /** Resident memory of the child when it answered last. */
  get rssBytes(): number {
    return this.lastRssBytes;
  }

  /** Pid of the child that answers now. */
  async pid(): Promise<number | undefined> {
    return (await this.current).pid;
  }

  /** Waits for the replacement of a lost child. Throws EngineGoneError when the child dies under this run. */
  async run(batch: PaddedBatch, expectedMs: number): Promise<TimedOutput> {
    const process = await this.current;
    const sentAt = performance.now();
    const output = await process.run(batch, expectedMs);
    // The engine runs one batch at a time: a batch sent early starts when the one ahead of it is answered.
    const freeAt = Math.max(sentAt, this.answeredAt);
    this.answeredAt = performance.now();
    this.lastRssBytes = output.rssBytes;
    return { ...output, occupiedMs: this.answeredAt - freeAt };
  }

  close(): void {
    this.isClosed = true;
    void this.current.then(
      (process) => process.kill(),
      () => undefined,
    );
  }

  /** The first provider that opens the model; each has a child of its own, since a provider may crash. */
  private async start(): Promise<EngineProcess> {
    const refusals: string[] = [];
    for (const provider of this.options.providers) {
      const { path, hangMinMs } = this.options;
      const process = new EngineProcess({
        ...{ path, hangMinMs },
        onGone: (reason) => this.onGone(reason),
        onOutput: (line) => this.options.logger.info({ line }, "an engine says"),
      });
      try {
        await process.open({ kind: "open", provider, ...this.options.open });
        this.choice = { provider, reason: refusals.join("; ") || "first in the configured order" };
        this.openedAt = performance.now();
        if (this.isClosed) process.kill();
        return process;
      } catch (error) {
        process.kill();
        refusals.push(providerRefusal(provider, error));
        this.options.logger.warn({ provider, err: error }, "execution provider not usable");
      }
    }
    throw new AppError("REFUSED_BY_RULE", `no execution provider opened the model: ${refusals.join("; ")}`);
  }

  private onGone(reason: string): void {
    if (this.isClosed) return;
    this.options.logger.error({ reason }, "engine lost; replacing it");
    this.options.onReplacing(true, reason);
    if (performance.now() - this.openedAt > healthyMs) this.restarts = 0;
    this.current = this.replace();
    this.current.then(
      () => this.options.onReplacing(false, reason),
      () => undefined,
    );
  }

  /** Keeps trying: the model opened before, so what stops it now may pass. */
  private async replace(): Promise<EngineProcess> {
    for (;;) {
      const waitMs = this.restarts === 0 ? 0 : doublingMs(this.restarts - 1, restartMaxMs);
      this.restarts++;
      await sleep(waitMs);
      if (this.isClosed) throw new EngineGoneError("closed");
      try {
        return await this.start();
      } catch (error) {
        this.options.logger.error({ err: error }, "engine could not be replaced");
      }
    }
  }
}
