import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db, Tx } from "./client.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";
import { inTransaction, nextRevision } from "./transaction.ts";

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  await db.setting.createMany({ data: ["a", "b"].map((key) => ({ key, value: 0 })) });
});
afterAll(() => database.drop());

const set = (tx: Tx, key: string) => tx.setting.update({ where: { key }, data: { value: 1 } });

describe("nextRevision", () => {
  it("lets 100 writers at once commit in the order of their revisions: no reader ever sees a gap", async () => {
    const writers = Array.from({ length: 100 }, () =>
      inTransaction(db, async (tx) => {
        const revision = await nextRevision(tx);
        await tx.setting.create({ data: { key: `revision ${revision}`, value: Number(revision) } });
      }),
    );
    let seen: unknown[] = [];
    while (seen.length < writers.length) {
      const rows = await db.setting.findMany({ where: { key: { startsWith: "revision" } } });
      seen = rows.map(({ value }) => value).sort((a, b) => Number(a) - Number(b));
      expect(seen).toEqual(Array.from(seen, (_, index) => index + 1));
    }
    await Promise.all(writers);
  });

  it("leaves no gap when a transaction fails", async () => {
    const { revision } = await db.systemState.findUniqueOrThrow({ where: { id: 1 } });
    const failing = inTransaction(db, async (tx) => {
      await nextRevision(tx);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await inTransaction(db, nextRevision)).toBe(revision + 1n);
  });
});

describe("inTransaction", () => {
  it("undoes everything when the work throws", async () => {
    const failing = inTransaction(db, async (tx) => {
      await set(tx, "a");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await db.setting.findUnique({ where: { key: "a" } })).toMatchObject({ value: 0 });
  });

  it("runs the loser of a deadlock again", async () => {
    let attempts = 0;
    const bothHoldOne = barrier(2);
    const crossing = (first: string, second: string) =>
      inTransaction(db, async (tx) => {
        attempts += 1;
        await set(tx, first);
        await bothHoldOne();
        await set(tx, second);
      });
    await Promise.all([crossing("a", "b"), crossing("b", "a")]);
    // Three, or more where the loser takes its first row again before the winner has woken.
    expect(attempts).toBeGreaterThanOrEqual(3);
  });

  it("gives up after three attempts", async () => {
    let attempts = 0;
    const failing = inTransaction(db, async (tx) => {
      attempts += 1;
      await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'; END $$`;
    });
    await expect(failing).rejects.toThrow();
    expect(attempts).toBe(3);
  });
});

/** Holds the first `count` callers back until all of them have come. */
function barrier(count: number): () => Promise<void> {
  let waiting = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    waiting += 1;
    if (waiting >= count) open();
    return opened;
  };
}
