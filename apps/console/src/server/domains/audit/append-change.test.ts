import { inTransaction, nextRevision } from "@meridian/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { appendChange, hashOfChange } from "./append-change.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

function append(context: TestContext, after: unknown) {
  return inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await appendChange(tx, context, {
      revision,
      kind: "traffic.shifted",
      subject: { type: "thing", id: "1" },
      after,
    });
  });
}

test("rows form a chain: each hash is over the stored row and the hash before it", async () => {
  await append(ctx, { b: 1, a: [new Date(0), 5n, { z: null, y: undefined }] });
  await Promise.all([append(ctx, { weight: 0.1 }), append(ctx, "text"), append(ctx, undefined)]);
  const rows = await ctx.db.change.findMany({ orderBy: { revision: "asc" } });
  expect(rows).toHaveLength(4);
  let previousHash = "";
  for (const { hash, ...row } of rows) {
    expect(row.previousHash).toBe(previousHash);
    expect(await hashOfChange(row)).toBe(hash);
    previousHash = hash;
  }
});

test("the same Idempotency-Key twice is a conflict that names the first revision", async () => {
  const once = { ...ctx, idempotencyKey: "key-1" };
  await append(once, 1);
  const { revision } = await ctx.db.change.findUniqueOrThrow({ where: { idempotencyKey: "key-1" } });
  await expect(append(once, 1)).rejects.toMatchObject({
    code: "CONFLICT",
    details: { revision: String(revision) },
  });
});
