import type { ConsoleCounters } from "../../domains/console-counters.ts";
import type { Logger } from "../../boot/logger.ts";
import { type Batch, WriteLane, type Writer } from "./write-lane.ts";

const retryMs = 2000;
const atOnceMax = 500;

export type WriteQueueOptions = {
  isDatabaseUp: () => Promise<boolean>;
  counters: ConsoleCounters;
  logger: Logger;
};

/** Takes what is to be written; a newer input of the same key replaces one that still waits. */
export type Put<T> = (key: string, input: T) => void;

/**
 * Writes what agents report, one statement after another: what came while one was under way is written together. While the
 * database is away the newest input per key is kept and written when it is back; what fails otherwise is tried one by one,
 * and what still fails is logged and dropped.
 */
export class WriteQueue {
  private lanes: { readonly isEmpty: boolean; take(): Batch }[] = [];
  private isRunning = false;
  private isStopped = false;
  private endWait = () => {};

  constructor(private readonly options: WriteQueueOptions) {}

  /** A kind of write; `atOnce` 1 for what must not be done twice when its neighbour fails. */
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

  /** From the lane whose turn is longest ago. */
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
