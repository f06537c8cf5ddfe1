import type { Db } from "./client.ts";
import { inTransaction } from "./transaction.ts";

/** Tables partitioned by UTC day of their column `at`. */
const partitionedTables = ["telemetry_region_10s", "telemetry_agent_60s", "telemetry_region_5m"] as const;
export type PartitionedTable = (typeof partitionedTables)[number];

const dayMs = 86_400_000;
/** Key of an advisory lock, any constant: two replicas must not create the same partition at once. */
const advisoryLock = 72707370n;

/**
 * Creates the partitions of `now`'s day and the next. Rows of a day without a partition are refused. By a function of the
 * database, which runs as the tables' owner.
 */
export async function ensurePartitions(db: Db, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${advisoryLock})`;
    for (const table of partitionedTables) {
      for (const time of [now.getTime(), now.getTime() + dayMs]) {
        await tx.$executeRaw`SELECT ensure_partition(${table}, ${dayOf(time)}::date)`;
      }
    }
  });
}

/**
 * Drops the partitions of `table` whose rows are all older than `before`.
 * @returns their names
 */
export async function dropPartitionsBefore(db: Db, table: PartitionedTable, before: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM drop_partitions_before(${table}, ${dayOf(before.getTime())}::date) AS name`;
  return rows.map(({ name }) => name);
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
