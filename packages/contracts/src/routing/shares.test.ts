import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declaredShares, pointsMoved, type RegionHealth, regionShares } from "./shares.ts";

function region(id: string, given: Partial<RegionHealth> = {}): RegionHealth {
  const healthyShare = given.healthyShare ?? 1;
  return { id, state: "active", weight: 100, healthyShare, hardHealthyShare: healthyShare, ...given };
}

const percentOf = (regions: RegionHealth[], id: string) =>
  100 * (regionShares(regions).find((r) => r.id === id)?.share ?? 0);

describe("regionShares: priorities", () => {
  it.each([
    [100, 100, 100, 0, false],
    [72, 100, 100, 0, false],
    [71, 100, 99.4, 0.6, false],
    [50, 100, 70, 30, false],
    [25, 100, 35, 65, false],
    [0, 100, 0, 100, false],
    [50, 60, 70, 30, false],
    [25, 25, 50, 50, true],
    [0, 0, 0, 0, true],
  ])("P0 %i %% and P1 %i %% healthy → %d/%d", (p0, p1, first, second, isPanic) => {
    const regions = [
      region("home", { healthyShare: p0 / 100 }),
      region("away", { state: "standby", weight: 0, healthyShare: p1 / 100 }),
    ];
    expect(percentOf(regions, "home")).toBeCloseTo(first, 6);
    expect(percentOf(regions, "away")).toBeCloseTo(second, 6);
    expect(regionShares(regions).some((r) => r.isPanic)).toBe(isPanic);
  });

  it("ignores soft evidence in panic, never hard evidence", () => {
    const regions = [
      region("slow", { healthyShare: 0.1, hardHealthyShare: 1 }),
      region("dead", { healthyShare: 0, hardHealthyShare: 0 }),
    ];
    expect(percentOf(regions, "slow")).toBeCloseTo(100, 6);
    expect(percentOf(regions, "dead")).toBe(0);
  });

  it("gives cordoned and draining regions nothing, even as the last ones", () => {
    const regions = [region("a", { state: "cordon" }), region("b", { state: "drain" })];
    expect(regionShares(regions)).toEqual([]);
  });

  it("lets standby regions without weights share failover alike", () => {
    const standby = { state: "standby", weight: 0 } as const;
    const regions = [region("home", { healthyShare: 0 }), region("b", standby), region("c", standby)];
    expect(percentOf(regions, "b")).toBeCloseTo(50, 6);
    expect(percentOf(regions, "c")).toBeCloseTo(50, 6);
  });
});

describe("regionShares: locality", () => {
  it.each([
    [100, 33.33],
    [72, 33.33],
    [71, 33.2],
    [70, 32.89],
    [69, 32.57],
    [50, 25.93],
    [25, 14.89],
    [0, 0],
  ])("weights 1:2, the first %i %% healthy → %d %%", (healthy, expected) => {
    const regions = [
      region("a", { weight: 1, healthyShare: healthy / 100 }),
      region("b", { weight: 2, healthyShare: 1 }),
    ];
    expect(percentOf(regions, "a")).toBeCloseTo(expected, 2);
  });

  it("gives an active region at weight 0 nothing", () => {
    expect(percentOf([region("a", { weight: 0 }), region("b", { weight: 5 })], "a")).toBe(0);
  });
});

describe("regionShares: any input", () => {
  // Shares of integer weights are 0 or far above the smallest doubles, whose products vanish.
  const health = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 1e-6, max: 1, noNaN: true }));
  const anyRegion = fc
    .record({
      state: fc.constantFrom("active", "standby", "drain", "cordon"),
      weight: fc.integer({ min: 0, max: 1000 }),
      hardHealthyShare: health,
      softFactor: health,
    })
    .map(({ softFactor, ...rest }) => ({ ...rest, healthyShare: rest.hardHealthyShare * softFactor }));
  const anyRegions = fc
    .array(anyRegion, { maxLength: 8 })
    .map((list) => list.map((r, i): RegionHealth => ({ ...r, id: `r${i}` })));
  const canServe = (r: RegionHealth) =>
    r.hardHealthyShare > 0 && (r.state === "standby" || (r.state === "active" && r.weight > 0));

  it("sums to 1 while some region can serve, else to 0", () => {
    fc.assert(
      fc.property(anyRegions, (regions) => {
        const total = regionShares(regions).reduce((sum, { share }) => sum + share, 0);
        expect(total).toBeCloseTo(regions.some(canServe) ? 1 : 0, 9);
      }),
    );
  });

  it("never gives a hard-down region a share", () => {
    fc.assert(
      fc.property(anyRegions, (regions) => {
        const down = new Set(regions.filter((r) => !canServe(r)).map(({ id }) => id));
        for (const { id, share } of regionShares(regions)) if (down.has(id)) expect(share).toBe(0);
      }),
    );
  });
});

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
