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
