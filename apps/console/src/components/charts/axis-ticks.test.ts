import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeTicks, valueTicks } from "./axis-ticks.ts";

describe("timeTicks", () => {
  it("stands on whole minutes inside the span", () => {
    expect(timeTicks(30_000, 15.5 * 60_000)).toEqual([5, 10, 15].map((minute) => minute * 60_000));
    expect(timeTicks(0, 120_000)).toEqual([0, 60_000, 120_000]);
  });

  it.each([0, 3, 59, 1440])("has at most seven ticks over %d minutes", (minutes) => {
    expect(timeTicks(1, minutes * 60_000 + 1).length).toBeLessThanOrEqual(7);
  });
});

describe("valueTicks", () => {
  it.each([
    [0, [0, 1]],
    [2.85, [0, 1, 2, 3]],
    [4, [0, 1, 2, 3, 4]],
    [14.7, [0, 5, 10, 15]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [980, [0, 250, 500, 750, 1000]],
  ])("up to %d: %j", (max, ticks) => expect(valueTicks(max)).toEqual(ticks));

  it("covers every value in few steps", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (max) => {
        const ticks = valueTicks(max);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-6));
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});
