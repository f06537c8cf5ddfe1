import { Histogram } from "@meridian/contracts/measure";
import { expect, test } from "vitest";
import type { StoredFigures } from "../telemetry/index.ts";
import { toHistory } from "./to-history.ts";

const span = { fromMs: 100_000, stepMs: 10_000, steps: 3 };

function row(regionId: string, step: number, counters: Record<string, number>, ms: number[] = []) {
  const latency = new Histogram();
  for (const value of ms) latency.record(value);
  return {
    at: new Date(span.fromMs + step * span.stepMs),
    regionId,
    version: "",
    counters,
    latency: { sparse: latency.toSparse(), sumMs: latency.sumMs },
  } satisfies StoredFigures;
}

test("what was received becomes rates and shares, what was not a gap", () => {
  const rows = [
    row("a", 0, { requests: 100, serverErrors: 1, refused: 1 }),
    row("a", 2, { requests: 0 }),
    row("b", 0, { requests: 300 }),
    row("gone", 0, { requests: 9 }),
  ];
  const { from, regions, total, successShare } = toHistory(rows, ["a", "b", "c"], span);
  expect(from).toEqual(new Date(100_000));
  expect(regions.map(({ id, requestsPerSecond }) => [id, requestsPerSecond])).toEqual([
    ["a", [10, null, 0]],
    ["b", [30, null, null]],
    ["c", [null, null, null]],
  ]);
  expect(regions[0]?.successShare).toEqual([0.98, null, null]);
  expect(total.requestsPerSecond).toEqual([40, null, 0]);
  expect(successShare).toBe(0.995);
});

test("a percentile of all is that of all requests together, not the mean of the regions'", () => {
  const fast = Array.from({ length: 190 }, () => 10);
  const slow = Array.from({ length: 10 }, () => 1000);
  const rows = [row("a", 0, {}, fast), row("b", 0, {}, slow)];
  const { regions, total } = toHistory(rows, ["a", "b"], span);
  expect(total.p95Ms[0]).toBeCloseTo(10, 0);
  expect(regions[1]?.p95Ms[0]).toBeGreaterThan(980);
  expect(total.p95Ms.slice(1)).toEqual([null, null]);
});

test("a version's rows add their latencies to the same step", () => {
  const rows = [row("a", 1, { requests: 20 }), row("a", 1, {}, [5, 5]), row("a", 1, {}, [500, 500, 500])];
  const [a] = toHistory(rows, ["a"], span).regions;
  expect(a?.requestsPerSecond).toEqual([null, 2, null]);
  expect(a?.p95Ms[1]).toBeGreaterThan(490);
});

test("without a request there is no share", () => {
  const { successShare, total } = toHistory([], ["a"], span);
  expect([successShare, total.successShare]).toEqual([null, [null, null, null]]);
});
