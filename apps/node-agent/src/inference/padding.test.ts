import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padBatch, paddedLength } from "./padding.ts";

describe("paddedLength", () => {
  it.each([
    [1, 8],
    [8, 8],
    [9, 16],
    [64, 64],
    [65, 80],
    [80, 80],
    [81, 96],
  ])("%d tokens → %d", (length, padded) => {
    expect(paddedLength(length)).toBe(padded);
  });

  it("covers every length with fewer than 16 tokens to spare", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (length) => {
        const padded = paddedLength(length);
        expect(padded).toBeGreaterThanOrEqual(length);
        expect(padded - length).toBeLessThan(length <= 64 ? 8 : 16);
      }),
    );
  });
});

describe("padBatch", () => {
  it("keeps every sequence, fills the rest and stays within what the model takes", () => {
    const sequence = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 126 });
    fc.assert(
      fc.property(fc.array(sequence, { minLength: 1, maxLength: 20 }), (sequences) => {
        const batch = padBatch(
          sequences.map((ids) => Int32Array.from(ids)),
          0,
          126,
        );
        expect(batch.width).toBeLessThanOrEqual(126);
        sequences.forEach((ids, row) => {
          const own = Array.from(batch.ids.subarray(row * batch.width, (row + 1) * batch.width));
          expect(own).toEqual([...ids, ...Array(batch.width - ids.length).fill(0)]);
          expect(batch.lengths[row]).toBe(ids.length);
        });
      }),
    );
  });
});
