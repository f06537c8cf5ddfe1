import { randomUUID } from "node:crypto";
import { decode } from "@msgpack/msgpack";
import { Histogram, type SparseHistogram } from "@meridian/contracts/measure";
import { ensurePartitions, inTransaction } from "@meridian/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HubCounters } from "../domains/hub-counters.ts";
import type { TelemetrySeries } from "../domains/telemetry/telemetry-series.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { acquireLease, holdsLease } from "../loops/lease.ts";
import { executeRetention } from "../loops/retention.ts";
import { TelemetryWriter } from "../domains/telemetry/telemetry-writer.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await ensurePartitions(ctx.db, ctx.now());
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

describe("telemetry writer", () => {
  const latency = new Histogram();
  for (const ms of [5, 10, 20]) latency.record(ms);
  const series: TelemetrySeries = {
    agent: { id: "ag_1", regionId: "rg_1", role: "gateway" },
    gauges: {},
    mergeLatencies: (into) => void into.set("", latency),
    countersBetween: () => ({ requests: 3 }),
  };

  test("stores each window once, 2 s after its end, so that percentiles can be read back", async () => {
    const counters = new HubCounters();
    const { db, logger, advance } = ctx;
    const now = () => ctx.now().getTime();
    advance(5000);
    const writer = new TelemetryWriter({ db, logger, counters, series: () => [series], now });
    advance(6000);
    await writer.step();
    expect(await db.telemetryRegion10s.count()).toBe(0);
    advance(1000);
    await writer.step();
    await writer.step();
    const [row, ...more] = await db.telemetryRegion10s.findMany();
    expect(more).toEqual([]);
    if (!row) throw new Error("expected a row");
    const stored = new Histogram();
    stored.mergeSparse(decode(row.total) as SparseHistogram, row.totalSumMs);
    expect(stored.quantile(0.5)).toBe(latency.quantile(0.5));
    expect(row.counters).toEqual({ requests: 3 });
  });

  test("what cannot be stored is dropped and counted", async () => {
    const counters = new HubCounters();
    const { db, logger, advance } = ctx;
    const now = () => ctx.now().getTime() + 10 * 86_400_000;
    const writer = new TelemetryWriter({ db, logger, counters, series: () => [series], now });
    advance(10_000);
    await writer.step();
    expect(counters.telemetryRowsDropped).toBe(1);
  });
});
