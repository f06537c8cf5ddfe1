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

it("a clock that is set back gives and takes nothing", () => {
  const bucket = new TokenBucket(2, 1);
  bucket.charge(2, 10_000);
  expect(bucket.waitMs(5000)).toBe(1000);
});
