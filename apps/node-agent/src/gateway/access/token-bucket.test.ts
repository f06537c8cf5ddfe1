import fc from "fast-check";
import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

/** How many of `tries` in a row are let through. */
function taken(bucket: TokenBucket, nowMs: number, tries: number): number {
  let count = 0;
  for (let i = 0; i < tries; i++) {
    if (bucket.waitMs(nowMs) > 0) continue;
    bucket.charge(1, nowMs);
    count++;
  }
  return count;
}

it("lets a burst through, and then its rate", () => {
  const bucket = new TokenBucket(3, 2);
  expect(taken(bucket, 0, 10)).toBe(3);
  expect(bucket.waitMs(0)).toBe(500);
  expect(taken(bucket, 499, 1)).toBe(0);
  expect(taken(bucket, 1000, 10)).toBe(2);
  expect(bucket.view(1000)).toEqual({ limit: 3, remaining: 0, resetSeconds: 2 });
});

it("never lets more through than its burst and its rate, however requests come", () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 50 }),
      arrivals,
      (burst, rate, gaps) => {
        const bucket = new TokenBucket(burst, rate);
        let nowMs = 0;
        let count = 0;
        for (const gap of gaps) count += taken(bucket, (nowMs += gap), 5);
        const elapsed = (nowMs - (gaps[0] ?? 0)) / 1000;
        expect(count).toBeLessThanOrEqual(burst + elapsed * rate + 1e-6);
      },
    ),
  );
});

it("waits until what was charged beyond it is paid", () => {
  const bucket = new TokenBucket(100, 10);
  bucket.charge(150, 0);
  expect(bucket.waitMs(0)).toBe(5100);
  expect(bucket.waitMs(5100)).toBe(0);
});

it.each([
  ["raised", 200, 150],
  ["lowered to what is left", 60, 10],
  ["lowered below what was used: no debt", 10, 0],
])("a limit that is %s", (_what, capacity, remaining) => {
  const bucket = new TokenBucket(100, 1);
  bucket.charge(50, 0);
  bucket.resize(capacity, 1);
  expect(bucket.view(0).remaining).toBe(remaining);
});

it("a limit that is lowered and raised again gives nothing back of what was used", () => {
  const bucket = new TokenBucket(20, 20 / 86_400);
  bucket.charge(17, 0);
  for (const part of [1, 1, 5, 2]) bucket.resize(part, part / 86_400);
  expect(bucket.view(0).remaining).toBe(0);
  bucket.resize(20, 20 / 86_400);
  expect(bucket.view(0).remaining).toBe(3);
});

it("what was used beyond a lowered limit comes back as it would have, over a day", () => {
  const bucket = new TokenBucket(20, 20 / 86_400);
  bucket.charge(20, 0);
  bucket.resize(2, 2 / 86_400);
  expect(bucket.view(43_200_000).remaining).toBe(1);
  bucket.resize(20, 20 / 86_400);
  expect(bucket.view(43_200_000).remaining).toBeGreaterThanOrEqual(10);
  expect(bucket.view(43_200_000).remaining).toBeLessThanOrEqual(12);
});

it("limits that are told again change nothing", () => {
  const bucket = new TokenBucket(20, 1);
  bucket.charge(20, 0);
  bucket.resize(2, 1);
  expect(bucket.view(1000).remaining).toBe(1);
  bucket.resize(2, 1);
  expect(bucket.view(1000).remaining).toBe(1);
});

it("never more than its largest limit at once and over time, however limits change", () => {
  const change = fc.record({
    capacity: fc.integer({ min: 1, max: 50 }),
    gapMs: fc.integer({ min: 0, max: 500 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), (changes) => {
      const bucket = new TokenBucket(50, 1);
      let nowMs = 0;
      let count = 0;
      for (const { capacity, gapMs } of changes) {
        count += taken(bucket, (nowMs += gapMs), 60);
        bucket.resize(capacity, 1);
      }
      expect(count).toBeLessThanOrEqual(50 + (nowMs / 1000) * 2 + 1e-6);
    }),
  );
});

it("a clock that is set back gives and takes nothing", () => {
  const bucket = new TokenBucket(2, 1);
  bucket.charge(2, 10_000);
  expect(bucket.waitMs(5000)).toBe(1000);
});
