import type { Db, Tx } from "./client.ts";
import { inTransaction } from "./transaction.ts";

/** Tables partitioned by UTC day of their column `at`. */
const partitionedTables = ["telemetry_region_10s", "telemetry_agent_60s", "telemetry_region_5m"] as const;
export type PartitionedTable = (typeof partitionedTables)[number];

const dayMs = 86_400_000;
/** Key of an advisory lock, any constant: two replicas must not create the same partition at once. */
const advisoryLock = 72707370n;

/** Creates the partitions of `now`'s day and the next. Rows of a day without a partition are refused. */
export async function ensurePartitions(db: Db, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${advisoryLock})`;
    for (const table of partitionedTables) {
      const existing = await partitionsOf(tx, table);
      for (const day of [startOfDay(now), startOfDay(now) + dayMs]) {
        if (!existing.includes(partitionName(table, day))) await createPartition(tx, table, day);
      }
    }
  });
}

/**
 * Drops the partitions of `table` whose rows are all older than `before`.
 * @returns their names
 */
export async function dropPartitionsBefore(db: Db, table: PartitionedTable, before: Date): Promise<string[]> {
  const firstKept = partitionName(table, startOfDay(before));
  const partitions = await partitionsOf(db, table);
  const dropped = partitions.filter((name) => name < firstKept);
  for (const name of dropped) await db.$executeRawUnsafe(`DROP TABLE IF EXISTS "${name}"`);
  return dropped;
}

async function partitionsOf(db: Db | Tx, table: PartitionedTable): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT relname::text AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = ${table}::regclass ORDER BY relname`;
  return rows.map(({ name }) => name);
}

async function createPartition(tx: Tx, table: PartitionedTable, day: number): Promise<void> {
  const [from, to] = [new Date(day).toISOString(), new Date(day + dayMs).toISOString()];
  const name = partitionName(table, day);
  await tx.$executeRawUnsafe(
    `CREATE TABLE "${name}" PARTITION OF "${table}" FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}

/** Names sort as their days do. */
function partitionName(table: PartitionedTable, day: number): string {
  return `${table}_${new Date(day).toISOString().slice(0, 10).replaceAll("-", "")}`;
}

function startOfDay(time: Date): number {
  return Math.floor(time.getTime() / dayMs) * dayMs;
}
