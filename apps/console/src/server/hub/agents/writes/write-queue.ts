import type { ConsoleCounters } from "../../../domains/console-counters.ts";
import type { Logger } from "../../../boot/logger.ts";
import { type Batch, WriteLane, type Writer } from "./write-lane.ts";

const retryMs = 2000;
const atOnceMax = 500;

export type WriteQueueOptions = {
  isDatabaseUp: () => Promise<boolean>;
  counters: ConsoleCounters;
  logger: Logger;
};

/** Queues a write; a newer input of the same key replaces one that still waits. */
export type Put<T> = (key: string, input: T) => void;

/**
 * Writes what agents report, one statement at a time; inputs that arrive meanwhile form the next batch. While the database
 * is away, the newest input per key is kept and written once it is back. A batch that fails otherwise is retried input by
 * input; what still fails is logged and dropped.
 */
export class WriteQueue {
  private lanes: { readonly isEmpty: boolean; take(): Batch }[] = [];
  private isRunning = false;
  private isStopped = false;
  private endWait = () => {};

  constructor(private readonly options: WriteQueueOptions) {}

  /** Adds a kind of write. `atOnce` 1: a retry of the batch must not repeat a write that succeeded. */
  lane<T>(name: string, write: Writer<T>, { atOnce = atOnceMax } = {}): Put<T> {
    const lane = new WriteLane(name, write, atOnce);
    this.lanes.push(lane);
    return (key, input) => {
      lane.put(key, input);
      void this.run();
    };
  }

  stop(): void {
    this.isStopped = true;
    this.endWait();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let next = this.take(); next && !this.isStopped; next = this.take()) await this.carryOut(next);
    this.isRunning = false;
  }

  /** Round robin: from the lane that waited longest. */
  private take(): Batch | null {
    const lane = this.lanes.find(({ isEmpty }) => !isEmpty);
    if (!lane) return null;
    this.lanes = [...this.lanes.filter((one) => one !== lane), lane];
    return lane.take();
  }

  private async carryOut(batch: Batch): Promise<void> {
    try {
      await batch.write();
    } catch (error) {
      await this.onFailure(batch, error);
    }
  }

  private async onFailure(batch: Batch, error: unknown): Promise<void> {
    const { counters, logger, isDatabaseUp } = this.options;
    if (!(await isDatabaseUp())) {
      counters.writesRetried++;
      batch.putBack();
      await this.wait();
      return;
    }
    const parts = batch.parts();
    if (parts.length === 0) logger.error({ err: error, write: batch.name }, "a write failed and was dropped");
    for (const part of parts) await this.carryOut(part);
  }

  private wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, retryMs);
      this.endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
