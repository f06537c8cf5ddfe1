import { paddedLength } from "@meridian/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { warmShapes } from "./warm-shapes.ts";

it("begins with the usual address, alone and in a full batch", () => {
  expect(warmShapes(128, 256).slice(0, 2)).toEqual([
    { rows: 1, width: 24 },
    { rows: 10, width: 24 },
  ]);
});

it("has every width that padding makes, once alone and once full, within the budget", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 512 }),
      fc.integer({ min: 32, max: 16_384 }),
      fc.integer({ min: 1, max: 512 }),
      (widthMax, batchTokens, length) => {
        const shapes = warmShapes(widthMax, batchTokens);
        const width = paddedLength(Math.min(length, widthMax), widthMax);
        expect(shapes.filter((shape) => shape.width === width && shape.rows === 1)).toHaveLength(1);
        for (const { rows, width: w } of shapes) expect(rows === 1 || rows * w <= batchTokens).toBe(true);
      },
    ),
  );
});
