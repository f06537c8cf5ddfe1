import { expect, it } from "vitest";
import { sparklinePath } from "./sparkline.tsx";

it("draws from zero to the largest point", () => {
  expect(sparklinePath([0, 2, 1], 23, 13)).toBe("M1.5 11.5L11.5 1.5L21.5 6.5");
});

it("lifts the pen at a gap and keeps a lone point visible", () => {
  expect(sparklinePath([1, null, 1, 1], 33, 13)).toBe("M1.5 1.5h0.01M21.5 1.5L31.5 1.5");
});

it("draws nothing without data and a flat line for zeros", () => {
  expect(sparklinePath([null, null], 20, 10)).toBe("");
  expect(sparklinePath([0, 0], 23, 13)).toBe("M1.5 11.5L21.5 11.5");
});
