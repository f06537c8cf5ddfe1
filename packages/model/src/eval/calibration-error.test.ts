import { expect, it } from "vitest";
import { calibrationError } from "./calibration-error.ts";

const answers = (confidence: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ confidence, isRight: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, isRight: false })),
];

it("is nothing where as many are right as the confidence says", () => {
  expect(calibrationError([...answers(0.75, 3, 1), ...answers(1, 5, 0)])).toBeCloseTo(0);
  expect(calibrationError([])).toBe(0);
});

it("weighs each range's gap by its answers, too sure or not sure enough alike", () => {
  expect(calibrationError([...answers(0.95, 1, 1), ...answers(0.55, 2, 0)])).toBeCloseTo(
    (2 * 0.45 + 2 * 0.45) / 4,
  );
});

it("lets answers of one range make up for one another", () => {
  expect(calibrationError([...answers(0.72, 3, 0), ...answers(0.78, 0, 1)])).toBeCloseTo(
    Math.abs(0.735 - 0.75),
  );
});
