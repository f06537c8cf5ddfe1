import { inTransaction, nextRevision, Prisma, type Change } from "@meridian/db";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { appendChange, hashOfChange } from "./append-change.ts";
import { verifyAudit } from "./verify-audit.ts";

let ctx: TestContext;
beforeEach(async () => {
  ctx = await createTestContext();
});
afterEach(() => ctx.database.drop());

async function appendChanges(count: number): Promise<void> {
  for (let weight = 0; weight < count; weight++) {
    await inTransaction(ctx.db, async (tx) => {
      const revision = await nextRevision(tx);
      const subject = { type: "traffic", id: "rg_1" };
      await appendChange(tx, ctx, { revision, kind: "traffic.shifted", subject, after: { weight } });
    });
  }
}

const blankRow = {
  kind: "test",
  actorType: "system",
  actorId: "test",
  subjectType: "thing",
  subjectId: "1",
  reason: null,
  requestId: "request-1",
  idempotencyKey: null,
  before: null,
  after: null,
  undoOf: null,
};

/** As someone would who owns the database; without this the database refuses. */
async function tamper(...statements: string[]): Promise<void> {
  const trigger = (verb: string) => `ALTER TABLE changes ${verb} TRIGGER changes_only_grow`;
  for (const sql of [trigger("DISABLE"), ...statements, trigger("ENABLE")]) {
    await ctx.db.$executeRawUnsafe(sql);
  }
}

it("finds nothing wrong with no change, and with changes as they were written", async () => {
  expect(await verifyAudit({ ctx })).toEqual({
    checked: 0,
    firstBroken: null,
    broken: [],
    brokenCount: 0,
    firstAt: null,
    headHash: null,
    tookMs: 0,
  });
  await appendChanges(5);
  const newest = await ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });
  expect(await verifyAudit({ ctx })).toMatchObject({
    checked: 5,
    firstBroken: null,
    firstAt: ctx.now(),
    headHash: newest.hash,
  });
});

it("walks a chain that is longer than what it reads at once", { timeout: 30_000 }, async () => {
  let previousHash = "";
  const rows: Change[] = [];
  for (let revision = 1n; revision <= 1100n; revision++) {
    const row = { ...blankRow, at: ctx.now(), revision, previousHash };
    previousHash = await hashOfChange(row);
    rows.push({ ...row, hash: previousHash });
  }
  const data = rows.map((row) => ({ ...row, before: Prisma.DbNull, after: Prisma.DbNull }));
  await ctx.db.change.createMany({ data });
  expect(await verifyAudit({ ctx })).toMatchObject({
    checked: 1100,
    firstBroken: null,
    headHash: previousHash,
  });
  await tamper("UPDATE changes SET reason = 'another' WHERE revision = 1050");
  expect((await verifyAudit({ ctx })).firstBroken).toEqual({ revision: "1050", problem: "altered" });
});

it.each([
  ["changed", `UPDATE changes SET after = '{"weight": 900}' WHERE revision = 3`, "3", "altered"],
  ["given another author", `UPDATE changes SET actor_id = 'user-2' WHERE revision = 3`, "3", "altered"],
  ["deleted", `DELETE FROM changes WHERE revision = 3`, "4", "out-of-line"],
  ["deleted at the start", `DELETE FROM changes WHERE revision = 1`, "2", "out-of-line"],
])("finds a row that was %s", async (_name, sql, revision, problem) => {
  await appendChanges(5);
  await tamper(sql);
  const found = await verifyAudit({ ctx });
  expect(found).toMatchObject({ checked: problem === "altered" ? 4 : 3, brokenCount: 1 });
  expect(found.firstBroken).toEqual({ revision, problem });
  expect(found.broken).toEqual([{ revision, problem }]);
});

it("finds rows that changed places", async () => {
  await appendChanges(5);
  await tamper(
    "UPDATE changes SET revision = 30 WHERE revision = 3",
    "UPDATE changes SET revision = 3 WHERE revision = 4",
    "UPDATE changes SET revision = 4 WHERE revision = 30",
  );
  expect((await verifyAudit({ ctx })).firstBroken).toEqual({ revision: "3", problem: "altered" });
});

it("goes on after its first finding and tells of all, each once", async () => {
  await appendChanges(12);
  await tamper(
    "UPDATE changes SET reason = 'another' WHERE revision IN (2, 9)",
    "DELETE FROM changes WHERE revision IN (4, 5)",
    "UPDATE changes SET hash = 'made-up' WHERE revision = 11",
  );
  const newest = await ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });
  expect(await verifyAudit({ ctx })).toMatchObject({
    checked: 5,
    brokenCount: 5,
    broken: [
      { revision: "2", problem: "altered" },
      { revision: "6", problem: "out-of-line" },
      { revision: "9", problem: "altered" },
      { revision: "11", problem: "altered" },
      { revision: "12", problem: "out-of-line" },
    ],
    headHash: newest.hash,
  });
});

it("lists the first hundred of what is broken, and counts the rest", async () => {
  await appendChanges(130);
  await tamper("UPDATE changes SET reason = 'another' WHERE revision > 10");
  const { broken, brokenCount, checked } = await verifyAudit({ ctx });
  expect({ listed: broken.length, brokenCount, checked }).toEqual({
    listed: 100,
    brokenCount: 120,
    checked: 10,
  });
});

it("needs the database's owner to be fooled at all", async () => {
  await appendChanges(1);
  await expect(ctx.db.change.deleteMany()).rejects.toThrow("never changed or deleted");
});
