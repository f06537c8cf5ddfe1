import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "./client.ts";
import { isDatabaseAway } from "./errors.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

describe("createDatabase", () => {
  it("goes on after its connections were cut", async () => {
    const db = createDatabase({ url: database.url, max: 2 });
    expect(await db.region.count()).toBe(0);
    await database.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await expect.poll(() => db.region.count().catch(() => null)).toBe(0);
    await db.close();
  });

  it("says that nothing answers, without the password", async () => {
    const db = createDatabase({ url: "postgresql://someone:secret@127.0.0.1:1/nothing" });
    const error: Error = await db.region.count().catch((reason) => reason);
    expect(isDatabaseAway(error)).toBe(true);
    expect(error.message).toContain("127.0.0.1:1");
    expect(error.message).not.toContain("secret");
    await db.close();
    const unknown: unknown = await database.db.region
      .findUniqueOrThrow({ where: { id: "x" } })
      .catch((reason) => reason);
    expect(isDatabaseAway(unknown)).toBe(false);
  });
});
