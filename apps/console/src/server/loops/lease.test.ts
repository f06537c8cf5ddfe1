import { inTransaction } from "@meridian/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { acquireLease, holdsLease } from "./lease.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

describe("lease", () => {
  const ttlMs = 60_000;
  const holds = (lease: Parameters<typeof holdsLease>[1]) =>
    inTransaction(ctx.db, (tx) => holdsLease(tx, lease));

  test("one holder at a time; a new holder has a higher fencing token and the old one is told apart", async () => {
    const first = await acquireLease(ctx.db, { name: "l", holder: "a", ttlMs });
    if (!first) throw new Error("expected the lease");
    expect(await acquireLease(ctx.db, { name: "l", holder: "b", ttlMs })).toBeNull();
    expect(await acquireLease(ctx.db, { name: "l", holder: "a", ttlMs })).toEqual(first);
    expect(await holds(first)).toBe(true);

    await ctx.db.lease.update({ where: { name: "l" }, data: { expiresAt: new Date(0) } });
    expect(await holds(first)).toBe(false);
    const second = await acquireLease(ctx.db, { name: "l", holder: "b", ttlMs });
    expect(second?.fencingToken).toBe(first.fencingToken + 1n);
    expect(await holds(first)).toBe(false);
  });

  test("one that a clock set back left behind is taken over, and its holder told apart", async () => {
    const first = await acquireLease(ctx.db, { name: "n", holder: "a", ttlMs });
    if (!first) throw new Error("expected the lease");
    const expiresIn = (ms: number) =>
      ctx.db.$executeRaw`UPDATE leases SET expires_at = now() + ${ms} * interval '1 ms' WHERE name = 'n'`;
    await expiresIn(1.5 * ttlMs);
    expect(await acquireLease(ctx.db, { name: "n", holder: "b", ttlMs })).toBeNull();
    await expiresIn(3_600_000);
    const second = await acquireLease(ctx.db, { name: "n", holder: "b", ttlMs });
    expect(second?.fencingToken).toBe(first.fencingToken + 1n);
    expect(await holds(first)).toBe(false);
  });

  test("many at once: one gets it", async () => {
    const holders = Array.from({ length: 8 }, (_, i) =>
      acquireLease(ctx.db, { name: "m", holder: `${i}`, ttlMs }),
    );
    const won = (await Promise.all(holders)).filter((lease) => lease !== null);
    expect(won).toHaveLength(1);
  });
});
