import type { HubCounters } from "../hub-counters.ts";
import type { Logger } from "../logger.ts";

const retryMs = 2000;

export type WriteQueueOptions = {
  isDatabaseUp: () => Promise<boolean>;
  counters: HubCounters;
  logger: Logger;
};

/**
 * Writes what agents report, one after another. While the database is away the newest write per key is kept and done
 * when it is back; a write that fails otherwise is logged and dropped.
 */
export class WriteQueue {
  private readonly pending = new Map<string, () => Promise<void>>();
  private isRunning = false;
  private isStopped = false;
  private endWait = () => {};

  constructor(private readonly options: WriteQueueOptions) {}

  put(key: string, write: () => Promise<void>): void {
    this.pending.delete(key);
    this.pending.set(key, write);
    void this.run();
  }

  stop(): void {
    this.isStopped = true;
    this.endWait();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let next = this.take(); next && !this.isStopped; next = this.take()) {
      const [key, write] = next;
      try {
        await write();
      } catch (error) {
        await this.onFailure(key, write, error);
      }
    }
    this.isRunning = false;
  }

  private take(): [string, () => Promise<void>] | null {
    const [first] = this.pending;
    if (first) this.pending.delete(first[0]);
    return first ?? null;
  }

  private async onFailure(key: string, write: () => Promise<void>, error: unknown): Promise<void> {
    const { counters, logger, isDatabaseUp } = this.options;
    if (await isDatabaseUp()) {
      logger.error({ err: error, key }, "a write failed and was dropped");
      return;
    }
    counters.writesRetried++;
    if (!this.pending.has(key)) this.pending.set(key, write);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, retryMs);
      this.endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
