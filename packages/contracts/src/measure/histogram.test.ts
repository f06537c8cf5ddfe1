import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bucketCount,
  bucketIndexMax,
  bucketIndexMin,
  bucketIndexOf,
  bucketUpperMs,
  Histogram,
} from "./histogram.ts";

const latencyMs = fc.double({ min: 0.01, max: 120_000, noNaN: true });
const latencies = fc.array(latencyMs, { minLength: 1, maxLength: 200 });

function histogramOf(values: number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe("buckets", () => {
  it("hold values up to and including their upper bound", () => {
    for (let index = bucketIndexMin; index <= bucketIndexMax; index++) {
      const next = Math.min(bucketIndexMax, index + 1);
      expect(bucketIndexOf(bucketUpperMs(index)) - index).toBeCloseTo(0);
      expect(bucketIndexOf(bucketUpperMs(index) * 1.001) - next).toBeCloseTo(0);
    }
  });

  it("count values outside the range in the first and last bucket", () => {
    expect(bucketIndexOf(0)).toBe(bucketIndexMin);
    expect(bucketIndexOf(1e-9)).toBe(bucketIndexMin);
    expect(bucketIndexOf(1e9)).toBe(bucketIndexMax);
  });
});

describe("Histogram", () => {
  it("comes back from its sparse form unchanged", () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const sent = histogramOf(values);
        const received = new Histogram();
        received.mergeSparse(sent.toSparse(), sent.sumMs);
        expect(received).toEqual(sent);
      }),
    );
  });

  it("merges by adding: in any order the same as recording all", () => {
    fc.assert(
      fc.property(latencies, latencies, (first, second) => {
        const merged = histogramOf(first);
        merged.merge(histogramOf(second));
        const other = histogramOf(second);
        other.merge(histogramOf(first));
        const all = histogramOf([...first, ...second]);
        expect(merged.toSparse()).toEqual(all.toSparse());
        expect(other.toSparse()).toEqual(all.toSparse());
        expect(merged.count).toBe(all.count);
        expect(merged.sumMs).toBeCloseTo(all.sumMs, 3);
      }),
    );
  });

  it("is at most 1.1 % off at any quantile", () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? Number.NaN;
        expect(Math.abs(histogramOf(values).quantile(q) / exact - 1)).toBeLessThanOrEqual(0.011);
      }),
    );
  });

  it("refuses a sparse form that is not one", () => {
    const broken = [[1], [0, -1], [-1, 1], [bucketCount, 1], [Number.NaN, 1]];
    for (const sparse of broken) expect(() => new Histogram().mergeSparse(sparse, 0)).toThrow(RangeError);
  });

  it("is empty at first and after a reset, and ignores what is no latency", () => {
    const histogram = histogramOf([1, 2, 3]);
    histogram.reset();
    histogram.record(-1);
    histogram.record(Number.NaN);
    expect(histogram.toSparse()).toEqual([]);
    expect(histogram.quantile(0.5)).toBeNaN();
  });

  it("counts values at most a bound", () => {
    expect(histogramOf([1, 5, 5, 20, 500]).countAtMost(20)).toBe(4);
  });
});
