import { expect, test } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

const taken = (bucket: TokenBucket, nowMs: number, tries: number) =>
  Array.from({ length: tries }, () => bucket.take(nowMs)).filter((isTaken) => isTaken).length;

test("a burst, then so many a second, and never more than a burst is kept", () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 10 }, 0);
  expect(taken(bucket, 0, 20)).toBe(10);
  expect(taken(bucket, 1000, 20)).toBe(2);
  expect(taken(bucket, 100_000, 20)).toBe(10);
});

test("more than there is takes nothing", () => {
  const bucket = new TokenBucket({ perSecond: 1, burst: 10 }, 0);
  expect(bucket.take(0, 11)).toBe(false);
  expect(bucket.take(0, 10)).toBe(true);
});

test("what was given counts beside the burst, once, and for a minute or two", () => {
  const bucket = new TokenBucket({ perSecond: 0.001, burst: 1 }, 0);
  bucket.give(5, 0);
  expect(taken(bucket, 0, 20)).toBe(6);
  bucket.give(5, 1000);
  expect(taken(bucket, 59_000, 20)).toBe(5);
  bucket.give(5, 59_500);
  expect(taken(bucket, 61_000, 2)).toBe(2);
  expect(taken(bucket, 118_000, 20)).toBe(3);
  bucket.give(5, 118_000);
  expect(taken(bucket, 600_000, 20)).toBe(0);
});
