import fc from "fast-check";
import { expect, it } from "vitest";
import { toFloat32, toHalf } from "./half.ts";

const back = (half: number): number =>
  (toFloat32(new Uint8Array(Uint16Array.of(half).buffer), "F16") as Float32Array)[0] as number;

it("gives every half back as it was", () => {
  const halves = Array.from({ length: 0x10000 }, (_, half) => half);
  const numbers = halves.filter((half) => !Number.isNaN(back(half)));
  expect(numbers.filter((half) => toHalf(back(half)) !== half)).toEqual([]);
  expect(back(toHalf(NaN))).toBeNaN();
});

it("rounds to the nearest half, ties to even", () => {
  expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
  expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
  expect(toHalf(2 ** -25)).toBe(0);
  expect(toHalf(3 * 2 ** -25)).toBe(2);
  expect(toHalf(65519)).toBe(0x7bff);
  expect(toHalf(65520)).toBe(0x7c00);
  fc.assert(
    fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (x) => {
      const half = toHalf(x);
      const gap = Math.abs(back(half) - x);
      for (const neighbour of [half - 1, half + 1]) {
        const other = back(neighbour & 0xffff);
        if (Number.isFinite(other)) expect(gap).toBeLessThanOrEqual(Math.abs(other - x));
      }
    }),
  );
});
