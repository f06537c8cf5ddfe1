import { RolloutGates } from "@meridian/contracts/api";
import { Histogram } from "@meridian/contracts/measure";
import { ensurePartitions } from "@meridian/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { type RegionFigures, writeTelemetry } from "../telemetry/index.ts";
import { findGateFigures, judgeGates, type GateFigures } from "./gates.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await ensurePartitions(ctx.db, ctx.now());
});
afterAll(() => ctx.database.drop());

const gates = RolloutGates.parse({});
const figures = (changes: Partial<GateFigures> = {}): GateFigures => ({
  requests: 100,
  serverErrors: 0,
  after: { requests: 100, p95Ms: 12 },
  before: { requests: 100, p95Ms: 10 },
  ...changes,
});
const answers = (changes: Partial<GateFigures> = {}) =>
  judgeGates(figures(changes), gates, { bakedMs: 120_000, bakeMs: 120_000 }).map(({ answer, value }) => [
    answer,
    value,
  ]);

test("three answers: pass, fail, no data", () => {
  expect(answers()).toEqual([
    ["pass", 0],
    ["pass", 1.2],
  ]);
  expect(answers({ serverErrors: 1 })[0]).toEqual(["pass", 0.01]);
  expect(answers({ serverErrors: 2 })[0]).toEqual(["fail", 0.02]);
  expect(answers({ after: { requests: 100, p95Ms: 16 } })[1]).toEqual(["fail", 1.6]);
  expect(answers({ requests: 19, serverErrors: 19 })[0]).toEqual(["no-data", null]);
  expect(answers({ after: { requests: 19, p95Ms: 1000 } })[1]).toEqual(["no-data", null]);
});

test("a region that was idle before its switch has no latency to fall behind", () => {
  const before = { requests: 19, p95Ms: 1 };
  expect(answers({ before })[1]).toEqual(["pass", null]);
  expect(answers({ before, after: { requests: 0, p95Ms: Number.NaN } })[1]).toEqual(["no-data", null]);
});

test("errors count at once, latency once it has settled", () => {
  const judged = (changes: Partial<GateFigures>, bakedMs: number, bakeMs: number) =>
    judgeGates(figures(changes), gates, { bakedMs, bakeMs }).map(({ answer }) => answer);
  const slow = { after: { requests: 100, p95Ms: 100 } };
  expect(judged(slow, 59_000, 120_000)).toEqual(["pass", "too-early"]);
  expect(judged(slow, 60_000, 120_000)).toEqual(["pass", "fail"]);
  expect(judged(slow, 10_000, 10_000)).toEqual(["pass", "fail"]);
  expect(judged({}, 0, 120_000)).toEqual(["pass", "pass"]);
  expect(judged({ serverErrors: 100 }, 0, 120_000)).toEqual(["fail", "pass"]);
});

test("the window in which the switch happened belongs to neither side; other regions and roles do not count", async () => {
  const startMs = ctx.now().getTime();
  const row = (
    seconds: number,
    version: string,
    ms: number[],
    more: Partial<RegionFigures> = {},
  ): RegionFigures => {
    const latency = new Histogram();
    for (const value of ms) latency.record(value);
    const counters: Record<string, number> =
      version === "" ? { requests: 10, serverErrors: 1 } : { requests: ms.length };
    const at = new Date(startMs + seconds * 1000);
    return { at, regionId: "rg_1", role: "inference", version, counters, latency, ...more };
  };
  const region10s = [
    row(-600, "old", [900, 900]),
    row(0, "old", [10, 10, 10]),
    row(0, "", []),
    row(10, "old", [500]),
    row(10, "new", [500]),
    row(10, "", []),
    row(20, "new", [20, 20]),
    row(20, "old", [700]),
    row(20, "", []),
    row(30, "", []),
    row(30, "", [], { regionId: "rg_2" }),
    row(20, "new", [800], { role: "gateway" }),
  ];
  await writeTelemetry(ctx.db, { region10s, agent60s: [], region5m: [] });
  const switchedAt = new Date(startMs + 15_000);
  const watched = { regionId: "rg_1", switchedAt, version: "new" };
  const found = await findGateFigures(ctx.db, watched, new Date(startMs + 60_000));
  expect(found).toMatchObject({
    requests: 20,
    serverErrors: 2,
    after: { requests: 2 },
    before: { requests: 3 },
  });
  expect(found.after.p95Ms / found.before.p95Ms).toBeCloseTo(2, 1);
});
