import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDatabase, type Db } from "./client.ts";
import { isDatabaseAway } from "./errors.ts";
import { createTestDatabase, DeafProxy, type TestDatabase } from "./testing/index.ts";
import { inTransaction } from "./transaction.ts";

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

  describe("behind a proxy that forgets connections", () => {
    let proxy: DeafProxy;
    let db: Db;
    beforeEach(async () => {
      proxy = await DeafProxy.inFrontOf(database.url);
      db = createDatabase({ url: proxy.url, max: 2, queryTimeoutMs: 400 });
      expect(await db.region.count()).toBe(0);
    });
    afterEach(async () => {
      proxy.close();
      await db.close();
    });

    it("fails what was asked as of a database that is away, and goes on with another connection", async () => {
      proxy.forget();
      const error: unknown = await db.region.count().catch((reason) => reason);
      expect(isDatabaseAway(error)).toBe(true);
      expect(await db.region.count()).toBe(0);
    });

    it("tells a server that hangs from a fault of ours, whatever is asked", async () => {
      proxy.hang();
      const asked = [
        ...[1, 2, 3].map(() => db.region.count()),
        db.$queryRaw`SELECT 1`,
        inTransaction(db, (tx) => tx.region.count()),
        db.region.create({ data: { id: "rg_1", name: "x", label: "x", latitude: 0, longitude: 0 } }),
      ];
      for (const outcome of await Promise.allSettled(asked)) {
        const reason: unknown = outcome.status === "rejected" ? outcome.reason : "no failure";
        expect([isDatabaseAway(reason), String(reason)]).toEqual([true, expect.anything()]);
      }
      expect(isDatabaseAway(await db.region.count().catch((reason: unknown) => reason))).toBe(true);
    });

    it("does so inside a transaction too, and for several who wait at once", async () => {
      const cut = inTransaction(db, async (tx) => {
        await tx.region.count();
        proxy.forget();
        return tx.region.count();
      });
      await expect(cut).rejects.toThrow();
      expect(await Promise.all([1, 2, 3].map(() => db.region.count()))).toEqual([0, 0, 0]);
      proxy.forget();
      await Promise.allSettled([1, 2, 3, 4].map(() => db.region.count()));
      expect(await inTransaction(db, (tx) => tx.region.count())).toBe(0);
    });
  });

  it("has the server give up a statement that takes too long", async () => {
    const db = createDatabase({ url: database.url, max: 1, queryTimeoutMs: 1200 });
    const error: Error = await db.$queryRaw`SELECT pg_sleep(20)::text`.then(String, (reason) => reason);
    expect(error.message).toMatch(/statement timeout/);
    expect(isDatabaseAway(error)).toBe(true);
    expect(await db.region.count()).toBe(0);
    await db.close();
  });

  it("says that nothing answers, without the password", async () => {
    const db = createDatabase({ url: "postgresql://someone:secret@127.0.0.1:1/nothing" });
    const error: Error = await db.region.count().catch((reason) => reason);
    expect(isDatabaseAway(error)).toBe(true);
    expect(error.message).toContain("127.0.0.1:1");
    expect(error.message).not.toContain("secret");
    // As better-auth and tRPC pass it on.
    const wrapped = new Error("Failed to get session", { cause: new Error("wrapped", { cause: error }) });
    expect(isDatabaseAway(wrapped)).toBe(true);
    expect(isDatabaseAway(new Error("Failed to get session", { cause: new Error("a bug") }))).toBe(false);
    await db.close();
    const unknown: unknown = await database.db.region
      .findUniqueOrThrow({ where: { id: "x" } })
      .catch((reason) => reason);
    expect(isDatabaseAway(unknown)).toBe(false);
  });
});
