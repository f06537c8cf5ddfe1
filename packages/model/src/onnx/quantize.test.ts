import fc from "fast-check";
import { expect, it } from "vitest";
import { affineOf, balance, quantizeRows, transpose } from "./quantize.ts";

it("spans a range and represents 0 exactly", () => {
  expect(affineOf({ min: 0, max: 25.5 })).toEqual({ scale: Math.fround(0.1), zeroPoint: 0 });
  expect(affineOf({ min: -5, max: -1 }).zeroPoint).toBe(255);
  expect(affineOf({ min: 0, max: 0 })).toEqual({ scale: 1, zeroPoint: 0 });
  const bound = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(bound, bound, (a, b) => {
      const { scale, zeroPoint } = affineOf({ min: Math.min(a, b), max: Math.max(a, b) });
      expect(zeroPoint).toSatisfy((z: number) => Number.isInteger(z) && z >= 0 && z <= 255);
      for (const value of [a, b, 0]) {
        const code = Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
        expect(Math.abs((code - zeroPoint) * scale - value)).toBeLessThanOrEqual(scale * 1.01 + 1e-30);
      }
    }),
  );
});

it("quantises each row so that its own largest magnitude is the largest code", () => {
  const data = Float32Array.of(127, -60, 0, 0, 0.0101, 0.02);
  const { codes, scales } = quantizeRows({ shape: [3, 2], data }, 127);
  expect(Array.from(codes)).toEqual([127, -60, 0, 0, 64, 127]);
  expect(scales[0]).toBe(1);
  expect(scales[2]).toBeCloseTo(0.02 / 127, 9);
  expect(Array.from(quantizeRows({ shape: [3, 2], data }, 63).codes)).toEqual([63, -30, 0, 0, 32, 63]);
});

it("balances channels that are large in the input against their weights", () => {
  const ranges = { minima: Float32Array.of(-1, -400, 0), maxima: Float32Array.of(0.5, 100, 0) };
  const weights = [
    { shape: [2, 3], data: Float32Array.of(1, 0.25, 3, -4, 1, 0) },
    { shape: [1, 3], data: Float32Array.of(2, -0.5, 0) },
  ];
  const divisor = balance(ranges, weights);
  expect(divisor[0]).toBeCloseTo(Math.sqrt(1 / 4), 6);
  expect(divisor[1]).toBeCloseTo(Math.sqrt(400 / 1), 5);
  expect(divisor[2]).toBeGreaterThan(0);
  expect(Array.from(balance(ranges, [])).every(Number.isFinite)).toBe(true);
});

it("transposes", () => {
  expect(Array.from(transpose(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3))).toEqual([1, 4, 2, 5, 3, 6]);
});
