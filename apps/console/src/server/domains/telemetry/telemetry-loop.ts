import type { Db } from "@meridian/db";
import type { HubCounters } from "../hub-counters.ts";
import type { Logger } from "../../boot/logger.ts";
import { countRows, writeTelemetry } from "./telemetry-rows.ts";
import type { TelemetrySeries } from "./telemetry-series.ts";
import { planTelemetry, windowMs } from "./plan-telemetry.ts";

/** A window is stored this long after its end, when frames on their way have arrived. */
const lagMs = 2000;

export type TelemetryWriterOptions = {
  db: Db;
  logger: Logger;
  counters: HubCounters;
  series: () => readonly TelemetrySeries[];
  now: () => number;
};

/** Stores telemetry window by window. What cannot be stored is dropped and counted: the next window matters more. */
export class TelemetryWriter {
  private doneUntilMs: number;

  constructor(private readonly options: TelemetryWriterOptions) {
    this.doneUntilMs = this.newestEndMs();
  }

  async step(): Promise<void> {
    const { db, logger, counters, series } = this.options;
    const endMs = this.newestEndMs();
    if (endMs === this.doneUntilMs) return;
    this.doneUntilMs = endMs;
    const batch = planTelemetry(series(), endMs);
    const rows = countRows(batch);
    if (rows === 0) return;
    try {
      await writeTelemetry(db, batch);
    } catch (error) {
      counters.telemetryRowsDropped += rows;
      logger.warn({ err: error, rows, dropped: counters.telemetryRowsDropped }, "telemetry not stored");
    }
  }

  private newestEndMs(): number {
    return Math.floor((this.options.now() - lagMs) / windowMs) * windowMs;
  }
}
