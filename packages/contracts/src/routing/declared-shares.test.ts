import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declaredShares, pointsMoved } from "./declared-shares.ts";

const target = (id: string, weight: number, state: "active" | "standby" | "cordon" = "active") => ({
  id,
  weight,
  state,
});

describe("pointsMoved", () => {
  it.each([
    ["nothing", [target("a", 1), target("b", 1)], [target("a", 500), target("b", 500)], 0],
    ["a tenth", [target("a", 100), target("b", 0)], [target("a", 90), target("b", 10)], 10],
    ["all", [target("a", 1), target("b", 1, "standby")], [target("a", 1, "cordon"), target("b", 1)], 100],
    ["a new target's share", [target("a", 1)], [target("a", 1), target("b", 1)], 50],
  ])("%s", (_what, before, after, points) => expect(pointsMoved(before, after)).toBeCloseTo(points, 9));

  it("is the same there and back, and at most 100", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 3 });
    const setOf = (list: number[]) => list.map((weight, i) => target(`t${i}`, weight));
    fc.assert(
      fc.property(weights, weights, (a, b) => {
        const there = pointsMoved(setOf(a), setOf(b));
        expect(pointsMoved(setOf(b), setOf(a))).toBeCloseTo(there, 9);
        expect(there).toBeLessThanOrEqual(100);
      }),
    );
  });
});

it("declares shares of active targets, of standby ones where none is active", () => {
  expect([...declaredShares([target("a", 30), target("b", 10), target("c", 9, "standby")]).values()]).toEqual(
    [0.75, 0.25, 0],
  );
  expect(declaredShares([target("a", 30, "cordon"), target("c", 9, "standby")]).get("c")).toBe(1);
});
