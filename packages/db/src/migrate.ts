import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { DatabaseError } from "./errors.ts";

type Migration = { name: string; sql: string; checksum: string };
type AppliedRow = { migration_name: string; checksum: string; finished_at: Date | null };

/** Prisma's own lock: its `migrate deploy` and this runner wait for each other. */
const advisoryLock = 72707369;

/** Prisma's own table, so that either tool can go on where the other stopped. */
const createTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Brings the database at `url` to the newest migration in `migrationsDir` (folders `<timestamp>_<name>/migration.sql`),
 * each in a transaction of its own; of several callers at once one works and the others wait.
 * @returns the names it applied, oldest first
 * @throws DatabaseError when the database holds a migration that is unknown here, has changed since or never finished
 */
export async function migrate(options: {
  url: string;
  migrationsDir: string;
}): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.migrationsDir);
  const client = new pg.Client({ connectionString: options.url, application_name: "meridian migrate" });
  // Ignored here: a lost connection also rejects the query under way.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
    const pending = await pendingMigrations(client, migrations);
    for (const migration of pending) await apply(client, migration);
    return { applied: pending.map(({ name }) => name) };
  } finally {
    await client.end();
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new DatabaseError("bad-migrations-folder", `Cannot read the migrations in ${dir}.`, { cause });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length === 0) throw new DatabaseError("bad-migrations-folder", `No migrations in ${dir}.`);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(dir, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function pendingMigrations(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  await client.query(createTable);
  const { rows } = await client.query<AppliedRow>(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  for (const row of rows) assertApplied(row, migrations);
  const applied = new Set(rows.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !applied.has(name));
}

function assertApplied(row: AppliedRow, migrations: Migration[]): void {
  const name = row.migration_name;
  const known = migrations.find((migration) => migration.name === name);
  if (known === undefined) {
    const hint = "It belongs to a newer release: run that one, or restore a backup made before it.";
    throw new DatabaseError("database-newer", `The database holds migration ${name}, unknown here. ${hint}`);
  }
  if (row.finished_at === null) {
    const hint = "See to it by hand, then mark it with `prisma migrate resolve`.";
    throw new DatabaseError(
      "migration-unfinished",
      `Migration ${name} was begun and never finished. ${hint}`,
    );
  }
  if (row.checksum !== known.checksum) {
    const hint = "An applied migration must never be edited: restore its file and write a new one.";
    throw new DatabaseError("migration-changed", `Migration ${name} changed after it was applied. ${hint}`);
  }
}

/** The caller closes the connection on failure, and that rolls back. */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = new Date();
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, now(), 1)`,
      [randomUUID(), checksum, name, startedAt],
    );
    await client.query("COMMIT");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError(
      "migration-failed",
      `Migration ${name} failed, nothing of it remains: ${reason}`,
      {
        cause,
      },
    );
  }
}
