import { expect, it } from "vitest";
import { minuteTicks } from "./minute-ticks.ts";

it("stands on whole minutes inside the span", () => {
  expect(minuteTicks(30_000, 15.5 * 60_000)).toEqual([5, 10, 15].map((minute) => minute * 60_000));
  expect(minuteTicks(0, 120_000)).toEqual([0, 60_000, 120_000]);
});

it.each([0, 3, 59, 1440])("has at most six or seven ticks over %d minutes", (minutes) => {
  expect(minuteTicks(1, minutes * 60_000 + 1).length).toBeLessThanOrEqual(7);
});
