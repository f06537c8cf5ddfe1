import type { Db } from "@meridian/db";
import type { ConsoleCounters } from "../console-counters.ts";
import type { Logger } from "../../boot/logger.ts";
import { countRows, writeTelemetry } from "./telemetry-rows.ts";
import { type Loop, type LoopHost, startLoop } from "../../loops/loop.ts";
import { planTelemetry, windowMs, type TelemetrySeries } from "./plan-telemetry.ts";

/** A window is stored this long after its end, when frames on their way have arrived. */
const lagMs = 2000;
/** Rings hold 15 minutes; the oldest window of 5 minutes must still be whole. */
const catchUpMs = 600_000;

/** Every replica runs it, for its own agents. */
export function startTelemetryLoop(host: LoopHost, series: () => readonly TelemetrySeries[]): Loop {
  const { db, logger, counters } = host;
  const writer = new TelemetryWriter({ db, logger, counters, series, now: () => host.now().getTime() });
  return startLoop(host, { name: "telemetry", everyMs: 1000, tick: () => writer.tick() });
}

type TelemetryWriterOptions = {
  db: Db;
  logger: Logger;
  counters: ConsoleCounters;
  series: () => readonly TelemetrySeries[];
  now: () => number;
};

/**
 * Stores telemetry window by window, also those that ended while the loop stood: the rings still hold them. What cannot be
 * stored is dropped and counted: the next window matters more.
 */
export class TelemetryWriter {
  private doneUntilMs: number;

  constructor(private readonly options: TelemetryWriterOptions) {
    this.doneUntilMs = this.newestEndMs();
  }

  async tick(): Promise<void> {
    const newestMs = this.newestEndMs();
    // The clock was set back: windows begin anew from there.
    if (newestMs < this.doneUntilMs) this.doneUntilMs = newestMs;
    this.skipWhatRingsForgot(newestMs);
    while (this.doneUntilMs < newestMs) {
      this.doneUntilMs += windowMs;
      await this.store(this.doneUntilMs);
    }
  }

  private async store(endMs: number): Promise<void> {
    const batch = planTelemetry(this.options.series(), endMs);
    const rows = countRows(batch);
    if (rows === 0) return;
    try {
      const { stored, refused, error } = await writeTelemetry(this.options.db, batch);
      if (refused > 0) this.drop(refused, error);
      const before = rows - stored - refused;
      if (before > 0) this.drop(before, "stored before");
    } catch (error) {
      this.drop(rows, error);
    }
  }

  private drop(rows: number, error: unknown): void {
    const { counters, logger } = this.options;
    counters.telemetryRowsDropped += rows;
    logger.warn({ err: error, rows, dropped: counters.telemetryRowsDropped }, "telemetry not stored");
  }

  /** Windows older than what is kept are lost: a stall that long must show. */
  private skipWhatRingsForgot(newestMs: number): void {
    const { counters, logger } = this.options;
    const windows = (newestMs - this.doneUntilMs - catchUpMs) / windowMs;
    if (windows <= 0) return;
    this.doneUntilMs += windows * windowMs;
    counters.telemetryWindowsLost += windows;
    logger.warn({ windows, lost: counters.telemetryWindowsLost }, "telemetry windows passed unseen");
  }

  private newestEndMs(): number {
    return Math.floor((this.options.now() - lagMs) / windowMs) * windowMs;
  }
}
