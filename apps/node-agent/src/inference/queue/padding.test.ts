import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padBatch } from "./padding.ts";

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
