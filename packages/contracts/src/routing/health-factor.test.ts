import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commonSlowness, healthFactor, type WeightedSlowness } from "./health-factor.ts";

describe("healthFactor", () => {
  it.each([
    [0.2, 1],
    [1, 1],
    [2.5, 1],
    [5, 0.125],
    [10, 0.015625],
    [20, 0.01],
    [Number.POSITIVE_INFINITY, 0.01],
  ])("at %d times the usual is %d", (slowness, h) => {
    expect(healthFactor(slowness)).toBe(h);
  });
});

describe("commonSlowness", () => {
  const nodes = (...pairs: [weight: number, slowness: number][]) =>
    pairs.map(([weight, slowness]): WeightedSlowness => ({ weight, slowness }));

  it("is what most of the weight has; half of it is not most", () => {
    expect(commonSlowness(nodes([50, 20], [30, 1], [20, 1]))).toBe(1);
    expect(commonSlowness(nodes([60, 20], [40, 1]))).toBe(20);
    expect(commonSlowness(nodes([100, 20]))).toBe(20);
    expect(commonSlowness(nodes([10, 0.1], [90, 0.2]))).toBe(1);
    expect(commonSlowness([])).toBe(1);
  });

  it("never lets h take traffic off more than half of the weight, nor off the last node", () => {
    const node = fc.record({
      weight: fc.integer({ min: 1, max: 1000 }),
      slowness: fc.oneof(fc.double({ min: 0.1, max: 1000, noNaN: true }), fc.constant(Infinity)),
    });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 12 }), (given) => {
        const common = commonSlowness(given);
        const slow = given.filter(({ slowness }) => healthFactor(slowness / common) < 1);
        const weightOf = (list: WeightedSlowness[]) => list.reduce((sum, { weight }) => sum + weight, 0);
        expect(weightOf(slow)).toBeLessThanOrEqual(weightOf(given) / 2);
      }),
    );
  });
});
