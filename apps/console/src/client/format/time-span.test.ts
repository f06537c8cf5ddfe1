import { expect, it } from "vitest";
import { timeSpan } from "./time-span.ts";

it.each([
  [-5, "seconds", 0],
  [999, "seconds", 0],
  [12_400, "seconds", 12],
  [59_999, "seconds", 59],
  [60_000, "minutes", 1],
  [3_599_999, "minutes", 59],
  [7_200_000, "hours", 2],
  [86_400_000 * 5.9, "days", 5],
])("%d ms is counted in %s: %d", (ms, unit, count) => {
  expect(timeSpan(ms)).toEqual({ unit, count });
});
