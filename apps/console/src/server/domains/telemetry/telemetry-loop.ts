import type { Db } from "@meridian/db";
import type { ConsoleCounters } from "../console-counters.ts";
import type { Logger } from "../../boot/logger.ts";
import { countRows, writeTelemetry } from "./telemetry-rows.ts";
import { type Loop, type LoopHost, startLoop } from "../../loops/loop.ts";
import { planTelemetry, windowMs, type TelemetrySeries } from "./plan-telemetry.ts";

/** A window is stored this long after its end, when frames on their way have arrived. */
const lagMs = 2000;

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

/** Stores telemetry window by window. What cannot be stored is dropped and counted: the next window matters more. */
export class TelemetryWriter {
  private doneUntilMs: number;

  constructor(private readonly options: TelemetryWriterOptions) {
    this.doneUntilMs = this.newestEndMs();
  }

  async tick(): Promise<void> {
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
