import { afterAll, beforeAll, expect, test } from "vitest";
import { canRewriteHistory, ensureAppRole, urlAs } from "./app-role.ts";
import { createDatabase, type Db } from "./client.ts";
import { dropPartitionsBefore, ensurePartitions } from "./partitions.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

const role = `app_${process.pid}`;
const app = { role, password: "with ' and @ and /" };

let owned: TestDatabase;
let db: Db;
beforeAll(async () => {
  owned = await createTestDatabase();
  expect(await ensureAppRole({ url: owned.url, ...app })).toEqual({ isNew: true });
  db = createDatabase({ url: urlAs(owned.url, app), max: 2 });
});
afterAll(async () => {
  await db.close();
  await owned.db.$executeRawUnsafe(`DROP OWNED BY ${role}`);
  await owned.db.$executeRawUnsafe(`DROP ROLE ${role}`);
  await owned.drop();
});

const change = {
  ...{ revision: 1n, kind: "region.created", actorType: "system", actorId: "test" },
  ...{ subjectType: "region", subjectId: "rg_1", requestId: "rq_1", previousHash: "", hash: "h" },
};

test("the console's role reads and writes rows, and makes and drops partitions", async () => {
  await db.systemState.update({ where: { id: 1 }, data: { revision: { increment: 1 } } });
  await db.change.create({ data: change });
  expect(await db.change.count()).toBe(1);
  await ensurePartitions(db, new Date("2026-03-01T12:00:00Z"));
  const dropped = await dropPartitionsBefore(db, "telemetry_region_5m", new Date("2026-03-02T12:00:00Z"));
  expect(dropped).toEqual(["telemetry_region_5m_20260301"]);
});

test.each([
  ["disable the audit log's trigger", "ALTER TABLE changes DISABLE TRIGGER changes_only_grow"],
  ["disable all triggers", "SET session_replication_role = replica"],
  ["drop the trigger", "DROP TRIGGER changes_only_grow ON changes"],
  [
    "replace its function",
    "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE sql AS ''",
  ],
  ["rewrite a row", "UPDATE changes SET kind = 'other'"],
  ["delete a row", "DELETE FROM changes"],
  ["empty the log", "TRUNCATE changes"],
  ["rename it", "ALTER TABLE changes RENAME TO elsewhere"],
  ["drop it", "DROP TABLE changes"],
  ["make a table", "CREATE TABLE mine (id int)"],
  ["pretend a migration", "DELETE FROM _prisma_migrations"],
  ["make a partition of another table", "SELECT ensure_partition('changes', '2026-01-01'::date)"],
  ["drop parts of another table", "SELECT drop_partitions_before('changes', '2026-01-01'::date)"],
])("it cannot %s", async (_what, sql) => {
  await expect(db.$executeRawUnsafe(sql)).rejects.toThrow();
  expect(await owned.db.change.count({ where: { kind: change.kind } })).toBe(1);
});

test("tables of later migrations are the role's to use, and asking again changes nothing", async () => {
  await owned.db.$executeRaw`CREATE TABLE later (id int)`;
  expect(await db.$queryRaw`SELECT * FROM later`).toEqual([]);
  expect(await ensureAppRole({ url: owned.url, role })).toEqual({ isNew: false });
  expect(await db.change.count()).toBe(1);
});

test("a console knows whether its role could rewrite history; the owner is no role for it", async () => {
  expect([await canRewriteHistory(db), await canRewriteHistory(owned.db)]).toEqual([false, true]);
  const { username } = new URL(owned.url);
  await expect(ensureAppRole({ url: owned.url, role: username })).rejects.toMatchObject({
    code: "role-too-mighty",
  });
});
