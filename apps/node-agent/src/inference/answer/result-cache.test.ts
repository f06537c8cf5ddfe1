import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ResultCache } from "./result-cache.ts";

describe("ResultCache", () => {
  it("lets go of what was used longest ago", () => {
    const cache = new ResultCache<string>(3 * 122, () => 0);
    for (const key of ["a", "b", "c"]) cache.set(key, key);
    cache.get("a");
    cache.set("d", "d");
    expect(["a", "b", "c", "d"].map((key) => cache.get(key))).toEqual(["a", undefined, "c", "d"]);
  });

  it("keeps nothing with a budget of 0, nor what alone is too large", () => {
    const off = new ResultCache<string>(0, () => 0);
    off.set("a", "a");
    expect(off.get("a")).toBeUndefined();
    const small = new ResultCache<number>(1000, (size) => size);
    small.set("a", 10);
    small.set("b", 5000);
    expect(small.get("a")).toBe(10);
    expect(small.get("b")).toBeUndefined();
  });

  it("forgets what begins alike, and nothing else", async () => {
    const cache = new ResultCache<number>(10_000_000, () => 0);
    for (let i = 0; i < 10_000; i++) cache.set(`${i % 2 ? "v1" : "v2"}/${i}`, i);
    const before = cache.bytes;
    const forgetting = cache.forget("v1/");
    expect(cache.get("v2/0")).toBe(0);
    await forgetting;
    expect([cache.get("v1/1"), cache.get("v1/9999"), cache.get("v2/9998")]).toEqual([
      undefined,
      undefined,
      9998,
    ]);
    expect(cache.bytes).toBe(before / 2);
  });

  it("never exceeds its budget, also when that is lowered", () => {
    const anySet = fc.record({ key: fc.stringMatching(/^[a-f]{1,2}$/), size: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(anySet, { maxLength: 60 }), fc.nat(2000), (sets, lowered) => {
        const cache = new ResultCache<number>(2000, (size) => size);
        for (const { key, size } of sets) {
          cache.set(key, size);
          expect(cache.bytes).toBeLessThanOrEqual(2000);
          expect(cache.get(key)).toBe(size);
        }
        cache.setBudget(lowered);
        expect(cache.bytes).toBeLessThanOrEqual(lowered);
      }),
    );
  });
});
