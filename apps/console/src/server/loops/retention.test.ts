import { randomUUID } from "node:crypto";
import { ensurePartitions } from "@meridian/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { acquireLease } from "./lease.ts";
import { executeRetention } from "./retention.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await ensurePartitions(ctx.db, ctx.now());
});
afterAll(() => ctx.database.drop());

test("retention removes what is past its time, and nothing once its lease is lost", async () => {
  const now = ctx.now();
  const dayMs = 86_400_000;
  const event = (days: number) => ({
    id: randomUUID(),
    kind: "agent.live",
    at: new Date(now.getTime() - days * dayMs),
  });
  const answer = (days: number) => ({
    actorId: "at_1",
    key: `key-${days}`,
    requestHash: "",
    createdAt: new Date(now.getTime() - days * dayMs),
  });
  const invitation = (days: number) => ({
    id: `iv_${days}`,
    email: "li@example.com",
    role: "viewer" as const,
    tokenHash: `hash-${days}`,
    createdBy: "user-1",
    expiresAt: new Date(now.getTime() - days * dayMs),
  });
  await ctx.db.fleetEvent.createMany({ data: [event(1), event(29), event(31)] });
  await ctx.db.idempotentAnswer.createMany({ data: [answer(0.5), answer(2)] });
  await ctx.db.invitation.createMany({ data: [invitation(-1), invitation(29), invitation(31)] });
  const lease = await acquireLease(ctx.db, { name: "retention", holder: "a", ttlMs: 60_000 });
  if (!lease) throw new Error("expected the lease");
  await executeRetention(ctx.db, { ...lease, fencingToken: 0n }, now, ctx.logger);
  expect(await ctx.db.fleetEvent.count()).toBe(3);
  await executeRetention(ctx.db, lease, now, ctx.logger);
  expect(await ctx.db.fleetEvent.count()).toBe(2);
  expect((await ctx.db.idempotentAnswer.findMany()).map(({ key }) => key)).toEqual(["key-0.5"]);
  const kept = await ctx.db.invitation.findMany({ orderBy: { expiresAt: "desc" } });
  expect(kept.map(({ id }) => id)).toEqual(["iv_-1", "iv_29"]);
});
