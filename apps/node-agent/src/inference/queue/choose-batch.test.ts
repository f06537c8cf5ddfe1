import { paddedLength } from "@meridian/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseBatch } from "./choose-batch.ts";

const ofLengths = (lengths: number[]) => lengths.map((length) => ({ ids: new Int32Array(length) }));

describe("chooseBatch", () => {
  it("starts with the first, prefers near lengths and keeps the budget", () => {
    const chosen = chooseBatch(ofLengths([20, 100, 22, 9, 24, 23]), 96);
    expect(chosen.map(({ ids }) => ids.length)).toEqual([20, 22, 23, 24]);
  });

  it("always takes the first, even when it alone exceeds the budget", () => {
    const anyLengths = fc.array(fc.integer({ min: 1, max: 128 }), { maxLength: 300 });
    fc.assert(
      fc.property(anyLengths, fc.nat(512), (lengths, max) => {
        const window = ofLengths(lengths);
        const chosen = chooseBatch(window, max);
        expect(chosen[0]).toBe(window[0]);
        expect(new Set(chosen).size).toBe(chosen.length);
        const longest = Math.max(0, ...chosen.map(({ ids }) => ids.length));
        expect(chosen.length <= 1 || paddedLength(longest) * chosen.length <= max).toBe(true);
      }),
    );
  });
});
