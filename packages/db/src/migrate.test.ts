import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate } from "./migrate.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

let database: TestDatabase;
let migrationsDir: string;

beforeEach(async () => {
  database = await createTestDatabase({ isMigrated: false });
  migrationsDir = await mkdtemp(join(tmpdir(), "meridian-migrations-"));
  await addMigration("20260101000000_one", "CREATE TABLE one (id int); INSERT INTO one VALUES (1);");
  await addMigration("20260102000000_two", "ALTER TABLE one ADD COLUMN two int DEFAULT 2;");
});

afterEach(async () => {
  await database.drop();
  await rm(migrationsDir, { recursive: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(migrationsDir, name));
  await writeFile(join(migrationsDir, name, "migration.sql"), sql);
}

const run = () => migrate({ url: database.url, migrationsDir });
const rowsOfOne = () => database.db.$queryRaw`SELECT * FROM one`;

describe("migrate", () => {
  it("applies all folders in order, once", async () => {
    expect(await run()).toEqual({ applied: ["20260101000000_one", "20260102000000_two"] });
    expect(await run()).toEqual({ applied: [] });
    expect(await rowsOfOne()).toEqual([{ id: 1, two: 2 }]);
  });

  it("applies only what is new", async () => {
    await run();
    await addMigration("20260103000000_three", "UPDATE one SET two = 3;");
    expect(await run()).toEqual({ applied: ["20260103000000_three"] });
    expect(await rowsOfOne()).toEqual([{ id: 1, two: 3 }]);
  });

  it("lets one of several callers at once do the work", async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, run));
    expect(runs.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 2]);
  });

  it("writes what Prisma's own command reads", async () => {
    await run();
    const rows = await database.db.$queryRaw`
      SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at, applied_steps_count
      FROM _prisma_migrations ORDER BY migration_name LIMIT 1`;
    expect(rows).toEqual([
      {
        migration_name: "20260101000000_one",
        checksum: "635e0f892d23543a42369c26625795f6013bd0dbee7ba42538597a32697490e9",
        finished: true,
        rolled_back_at: null,
        applied_steps_count: 1,
      },
    ]);
  });

  it("refuses a migration that was edited after it was applied", async () => {
    await run();
    await appendFile(join(migrationsDir, "20260101000000_one", "migration.sql"), "-- better");
    await expect(run()).rejects.toMatchObject({ code: "migration-changed", message: /20260101000000_one/ });
  });

  it("refuses a database that is newer than the code", async () => {
    await run();
    await rm(join(migrationsDir, "20260102000000_two"), { recursive: true });
    await expect(run()).rejects.toMatchObject({ code: "database-newer" });
  });

  it("refuses to go on where Prisma's command failed half-way, until that is resolved", async () => {
    await run();
    await database.db
      .$executeRaw`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%two'`;
    await expect(run()).rejects.toMatchObject({ code: "migration-unfinished" });
    await database.db
      .$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL`;
    await database.db.$executeRaw`ALTER TABLE one DROP COLUMN two`;
    expect(await run()).toEqual({ applied: ["20260102000000_two"] });
  });

  it("leaves nothing of a migration that fails, and all of those before it", async () => {
    await addMigration("20260103000000_bad", "INSERT INTO one VALUES (9); SELECT nonsense;");
    await expect(run()).rejects.toMatchObject({ code: "migration-failed", message: /nonsense/ });
    expect(await rowsOfOne()).toEqual([{ id: 1, two: 2 }]);
    await expect(run()).rejects.toMatchObject({ code: "migration-failed" });
  });

  it("says when there are no migrations to read", async () => {
    const missing = join(migrationsDir, "missing");
    await expect(migrate({ url: database.url, migrationsDir: missing })).rejects.toMatchObject({
      code: "bad-migrations-folder",
    });
  });
});
