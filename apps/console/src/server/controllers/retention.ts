import {
  dropPartitionsBefore,
  ensurePartitions,
  inTransaction,
  type Db,
  type PartitionedTable,
} from "@meridian/db";
import type { Logger } from "../logger.ts";
import { holdsLease, type Lease } from "./lease.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long each kind of row is kept. */
const keptMs: Record<PartitionedTable, number> & { events: number } = {
  telemetry_region_10s: 2 * dayMs,
  telemetry_agent_60s: 7 * dayMs,
  telemetry_region_5m: 30 * dayMs,
  events: 30 * dayMs,
};

export type RetentionPlan = {
  partitions: { table: PartitionedTable; before: Date }[];
  eventsBefore: Date;
  sessionsExpiredBefore: Date;
};

export function planRetention(now: Date): RetentionPlan {
  const before = (ageMs: number) => new Date(now.getTime() - ageMs);
  const { events, ...tables } = keptMs;
  return {
    partitions: Object.entries(tables).map(([table, ageMs]) => ({
      table: table as PartitionedTable,
      before: before(ageMs),
    })),
    eventsBefore: before(events),
    sessionsExpiredBefore: now,
  };
}

/** Makes room for new telemetry and removes what is past its time. Does nothing once the lease is lost. */
export async function executeRetention(db: Db, lease: Lease, now: Date, logger: Logger): Promise<void> {
  await ensurePartitions(db, now);
  const { partitions, eventsBefore, sessionsExpiredBefore } = planRetention(now);
  const isHolder = await inTransaction(db, async (tx) => {
    if (!(await holdsLease(tx, lease))) return false;
    await tx.fleetEvent.deleteMany({ where: { at: { lt: eventsBefore } } });
    await tx.session.deleteMany({ where: { expiresAt: { lt: sessionsExpiredBefore } } });
    return true;
  });
  if (!isHolder) return;
  for (const { table, before } of partitions) {
    const dropped = await dropPartitionsBefore(db, table, before);
    if (dropped.length > 0) logger.info({ dropped }, "old telemetry removed");
  }
}
