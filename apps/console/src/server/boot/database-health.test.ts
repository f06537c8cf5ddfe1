import { createDatabase, type Db } from "@meridian/db";
import { createTestDatabase } from "@meridian/db/testing";
import { expect, test } from "vitest";
import { isDatabaseUp, waitForDatabase } from "./database-health.ts";
import { createLogger } from "./logger.ts";

const logger = createLogger("silent");

async function refusal(db: Db, url: string): Promise<unknown> {
  const thrown: unknown = await waitForDatabase({ db, url, logger, timeoutMs: 0 }).catch((e: unknown) => e);
  await db.close();
  return thrown;
}

test("a database that is away is named without its password", async () => {
  const url = "postgresql://meridian:geheim@127.0.0.1:1/meridian";
  const db = createDatabase({ url });
  expect(await isDatabaseUp(db)).toBe(false);
  const error = await refusal(db, url);
  expect(error).toMatchObject({ code: "UNAVAILABLE" });
  expect(String(error)).toContain("127.0.0.1:1/meridian");
  expect(String(error)).not.toContain("geheim");
});

test("an empty database asks for its migrations; a migrated one is ready", async () => {
  const { url, db, drop } = await createTestDatabase();
  await waitForDatabase({ db, url, logger, timeoutMs: 0 });
  const empty = new URL(url);
  empty.pathname = "/postgres";
  const error = await refusal(createDatabase({ url: empty.href }), empty.href);
  expect(error).toMatchObject({ code: "REFUSED_BY_RULE" });
  await drop();
});

test.each([
  [
    "older",
    (name: string) => `DELETE FROM _prisma_migrations WHERE migration_name = '${name}'`,
    /is older than this console and lacks \d+_\w+: run `npm run db:migrate`\.$/,
  ],
  [
    "newer",
    () => `UPDATE _prisma_migrations SET migration_name = '29990101000000_later'
             WHERE migration_name = (SELECT min(migration_name) FROM _prisma_migrations)`,
    /is newer than this console and holds 29990101000000_later: run the newer release/,
  ],
  [
    "unfinished, which is older",
    (name: string) => `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${name}'`,
    /is older than this console and lacks/,
  ],
  ["unversioned", () => "DROP TABLE _prisma_migrations", /is not set up/],
])("a schema that is %s is refused in a sentence", async (_kind, statement, said) => {
  const { url, db, drop } = await createTestDatabase();
  const [newest] = await db.$queryRaw<{ name: string }[]>`
    SELECT max(migration_name) AS name FROM _prisma_migrations`;
  await db.$executeRawUnsafe(statement(newest?.name ?? ""));
  const error = await refusal(createDatabase({ url }), url);
  expect(error).toMatchObject({ code: "REFUSED_BY_RULE" });
  expect((error as Error).message).toMatch(said);
  await drop();
});

test("what a database refuses is told apart from one that is away", async () => {
  const { url, drop } = await createTestDatabase();
  const wrong = new URL(url);
  wrong.password = "geheim";
  const missing = new URL(url);
  missing.pathname = "/nothere";
  for (const [at, said] of [
    [wrong, /cannot be used: .*credentials/],
    [missing, /cannot be used: .*`nothere` does not exist/],
  ] as const) {
    const error = String(await refusal(createDatabase({ url: at.href }), at.href));
    expect(error).toMatch(said);
    expect(error).not.toContain("geheim");
  }
  await drop();
});
