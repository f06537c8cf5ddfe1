import { decode } from "@msgpack/msgpack";
import { Histogram, type SparseHistogram } from "@meridian/contracts/measure";
import { ensurePartitions } from "@meridian/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { ConsoleCounters } from "../console-counters.ts";
import type { TelemetrySeries } from "./plan-telemetry.ts";
import { TelemetryWriter } from "./telemetry-loop.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await ensurePartitions(ctx.db, ctx.now());
});
afterAll(() => ctx.database.drop());

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
    const counters = new ConsoleCounters();
    const { db, logger, advance } = ctx;
    const now = () => ctx.now().getTime();
    advance(5000);
    const writer = new TelemetryWriter({ db, logger, counters, series: () => [series], now });
    advance(6000);
    await writer.tick();
    expect(await db.telemetryRegion10s.count()).toBe(0);
    advance(1000);
    await writer.tick();
    await writer.tick();
    const [row, ...more] = await db.telemetryRegion10s.findMany();
    expect(more).toEqual([]);
    if (!row) throw new Error("expected a row");
    const stored = new Histogram();
    stored.mergeSparse(decode(row.total) as SparseHistogram, row.totalSumMs);
    expect(stored.quantile(0.5)).toBe(latency.quantile(0.5));
    expect(row.counters).toEqual({ requests: 3 });
  });

  /** A writer whose loop stood for `ms`, and from when on. */
  async function afterStall(ms: number) {
    const { db, logger, advance } = ctx;
    const counters = new ConsoleCounters();
    advance(3_600_000 - (ctx.now().getTime() % 300_000));
    await ensurePartitions(db, ctx.now());
    const from = ctx.now();
    const now = () => ctx.now().getTime();
    const writer = new TelemetryWriter({ db, logger, counters, series: () => [series], now });
    advance(ms);
    await writer.tick();
    return { counters, writer, at: { gte: new Date(from.getTime() - 10_000) } };
  }

  test.each([30_000, 60_000, 310_000])(
    "windows that ended in a stall of %i ms are stored late",
    async (ms) => {
      const { counters, at, writer } = await afterStall(ms);
      await writer.tick();
      const { telemetryRegion10s, telemetryAgent60s, telemetryRegion5m } = ctx.db;
      expect(await telemetryRegion10s.count({ where: { at } })).toBe(ms / 10_000);
      expect(
        await telemetryAgent60s.count({ where: { at: { gte: new Date(at.gte.getTime() - 60_000) } } }),
      ).toBe(Math.ceil(ms / 60_000));
      const long = { at: { gte: new Date(at.gte.getTime() - 300_000) } };
      expect(await telemetryRegion5m.count({ where: long })).toBe(Math.ceil(ms / 300_000));
      expect(counters).toMatchObject({ telemetryRowsDropped: 0, telemetryWindowsLost: 0 });
    },
  );

  test("windows that are no longer in memory after a stall are counted", async () => {
    const { counters, at } = await afterStall(1_800_000);
    expect(counters.telemetryWindowsLost).toBe(120);
    expect(await ctx.db.telemetryRegion10s.count({ where: { at } })).toBe(60);
  });

  test("after the clock was set back windows are stored again, and those that stand already are counted", async () => {
    const { counters, writer, at } = await afterStall(60_000);
    const stored = await ctx.db.telemetryRegion10s.count({ where: { at } });
    ctx.advance(-45_000);
    await writer.tick();
    ctx.advance(20_000);
    await writer.tick();
    expect(counters.telemetryRowsDropped).toBeGreaterThan(0);
    ctx.advance(40_000);
    await writer.tick();
    expect(await ctx.db.telemetryRegion10s.count({ where: { at } })).toBe(stored + 2);
  });

  test.each<[string, Partial<TelemetrySeries>]>([
    ["a version that no text column takes", { mergeLatencies: (into) => void into.set("a\0b", latency) }],
    ["a gauge that no JSON column takes", { gauges: { "a\0b": 1 } }],
    ["a counter of that kind", { countersBetween: () => ({ "a\0b": 1 }) }],
  ])("%s of one agent fails alone", async (_, bad) => {
    const counters = new ConsoleCounters();
    const { db, logger, advance } = ctx;
    advance(3_600_000 - (ctx.now().getTime() % 300_000));
    await ensurePartitions(db, ctx.now());
    const from = ctx.now();
    const others = Array.from({ length: 20 }, (_unused, index): TelemetrySeries => {
      return {
        ...series,
        agent: { id: `ag_good_${index}`, regionId: `rg_good_${index}`, role: "inference" },
      };
    });
    const odd: TelemetrySeries = {
      ...series,
      ...bad,
      agent: { id: "ag_bad", regionId: "rg_bad", role: "inference" },
    };
    const all = [...others.slice(0, 7), odd, ...others.slice(7)];
    const writer = new TelemetryWriter({
      db,
      logger,
      counters,
      series: () => all,
      now: () => ctx.now().getTime(),
    });
    advance(310_000);
    await writer.tick();
    const good = { at: { gte: from }, NOT: { agentId: "ag_bad" } };
    expect(await db.telemetryAgent60s.count({ where: good })).toBe(5 * 20);
    const regions = { at: { gte: from }, NOT: { regionId: "rg_bad" } };
    expect(await db.telemetryRegion10s.count({ where: regions })).toBe(30 * 20);
    expect(await db.telemetryRegion5m.count({ where: regions })).toBe(20);
    expect(counters.telemetryRowsDropped).toBeGreaterThan(0);
  });

  test("what cannot be stored is dropped and counted", async () => {
    const counters = new ConsoleCounters();
    const { db, logger, advance } = ctx;
    const now = () => ctx.now().getTime() + 10 * 86_400_000;
    const writer = new TelemetryWriter({ db, logger, counters, series: () => [series], now });
    advance(10_000);
    await writer.tick();
    expect(counters.telemetryRowsDropped).toBe(1);
  });
});
