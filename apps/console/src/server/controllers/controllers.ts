import { randomUUID } from "node:crypto";
import { ensurePartitions, type Db } from "@meridian/db";
import type { HubCounters } from "../hub-counters.ts";
import type { Logger } from "../logger.ts";
import type { TelemetrySeries } from "../telemetry-series.ts";
import { acquireLease } from "./lease.ts";
import { executeRetention } from "./retention.ts";
import { startLoop, type Loop } from "./loop.ts";
import { TelemetryWriter } from "./telemetry-writer.ts";

const telemetryEveryMs = 1000;
const retentionEveryMs = 600_000;
const retentionLeaseMs = 60_000;

export type ControllersOptions = {
  db: Db;
  logger: Logger;
  counters: HubCounters;
  series: () => readonly TelemetrySeries[];
};

/** Starts the console's loops. Every replica stores the telemetry of its own agents; one at a time cleans up. */
export async function startControllers({ db, logger, counters, series }: ControllersOptions): Promise<Loop> {
  await ensurePartitions(db, new Date());
  const writer = new TelemetryWriter({ db, logger, counters, series, now: Date.now });
  const holder = randomUUID();
  const retain = async () => {
    const lease = await acquireLease(db, { name: "retention", holder, ttlMs: retentionLeaseMs });
    if (lease) await executeRetention(db, lease, new Date(), logger);
  };
  const loops = [
    startLoop({ name: "telemetry", everyMs: telemetryEveryMs, logger, step: () => writer.step() }),
    startLoop({ name: "retention", everyMs: retentionEveryMs, logger, step: retain }),
  ];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}
