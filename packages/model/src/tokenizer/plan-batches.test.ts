import fc from "fast-check";
import { expect, it } from "vitest";
import { packBatch, paddedLength, planBatches } from "./plan-batches.ts";

const rowOf = (tokens: number) => ({
  text: "",
  ids: new Int32Array(tokens).fill(7),
  offsets: new Int32Array(tokens),
  ends: null,
  firstToken: 0,
});
const lengths = fc.array(fc.integer({ min: 2, max: 128 }), { maxLength: 60 });

it.each([
  [1, 4],
  [4, 4],
  [9, 12],
  [32, 32],
  [33, 40],
  [64, 64],
  [65, 80],
  [80, 80],
  [81, 96],
  [128, 128],
])("pads %d tokens to %d", (tokens, padded) => {
  expect(paddedLength(tokens)).toBe(padded);
});

it("pads not past the model's limit", () => {
  expect(paddedLength(19, 20)).toBe(20);
});

it("covers every length with fewer than 16 tokens to spare", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), (length) => {
      const padded = paddedLength(length);
      expect(padded).toBeGreaterThanOrEqual(length);
      expect(padded - length).toBeLessThan(length <= 32 ? 4 : length <= 64 ? 8 : 16);
    }),
  );
});

it("puts every row in exactly one batch, within the token budget", () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 512 }), (sizes, budget) => {
      const rows = sizes.map(rowOf);
      const groups = planBatches(rows, budget);
      expect(new Set(groups.flat())).toEqual(new Set(rows));
      expect(groups.flat()).toHaveLength(rows.length);
      for (const group of groups) {
        const { batch, sequence } = packBatch(group, 0);
        expect(group.length === 1 || batch * sequence <= budget).toBe(true);
      }
    }),
  );
});

it("masks exactly the padding", () => {
  const { ids, mask, batch, sequence } = packBatch([rowOf(3), rowOf(9)], 0);
  expect([batch, sequence]).toEqual([2, 12]);
  expect(ids).toEqual(mask.map((bit) => bit * 7));
  expect([mask.subarray(0, 12), mask.subarray(12)].map((row) => row.reduce((a, b) => a + b))).toEqual([3, 9]);
});
