import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rotationWeight } from "./rotation.ts";
import { planTraffic, type RegionPlan, type RegionStatus, type ServingNode } from "./traffic-plan.ts";

type Named = ServingNode & { id: string };

const serving = (id: string, given: Partial<ServingNode> = {}): Named => ({
  ...{
    id,
    state: "active",
    weight: 100,
    isHardOut: false,
    isUnproven: false,
    softSinceMs: null,
    slowness: 1,
    slowStart: 1,
  },
  ...given,
});
const region = (id: string, nodes: Named[], given: Partial<RegionStatus<Named>> = {}) => {
  return { id, state: "active" as const, weight: 100, nodes, ...given };
};
const only = (nodes: Named[]) => {
  const [plan] = planTraffic([region("home", nodes)]);
  if (!plan) throw new Error("no plan");
  return plan;
};

describe("planTraffic", () => {
  it("takes a slow node's share and leaves the others theirs", () => {
    const { weights, rotation } = only([
      serving("a", { weight: 50, slowness: 20 }),
      serving("b", { weight: 30 }),
      serving("c", { weight: 20, slowStart: 0.5 }),
    ]);
    expect(weights).toEqual([0.5, 30, 10]);
    expect(rotation.healthyShare).toBeCloseTo(0.505, 9);
  });

  it("lowers the region and not its nodes when all are slow", () => {
    const regions = [
      region("home", [
        serving("a", { weight: 50, slowness: 18 }),
        serving("b", { weight: 50, slowness: 22 }),
      ]),
      region("away", [serving("c")], { state: "standby" }),
    ];
    const [home, away] = planTraffic(regions);
    expect(home?.weights).toEqual([50, 50]);
    expect(home?.share).toBeCloseTo(0.014, 9);
    expect(away?.share).toBeCloseTo(0.986, 9);
  });

  it("counts what errors removed towards the half that may be removed", () => {
    const nodes = [
      serving("a", { softSinceMs: 1, weight: 50 }),
      serving("b", { slowness: 20, weight: 30 }),
      serving("c", { weight: 20 }),
    ];
    const away = region("away", [serving("d")], { state: "standby" });
    expect(planTraffic([region("home", nodes), away])[0]?.weights).toEqual([0, 30, 20]);
  });

  it("ignores errors and slowness in panic, never hard evidence", () => {
    const nodes = [
      serving("a", { isHardOut: true }),
      serving("b", { isHardOut: true }),
      serving("c", { softSinceMs: 1 }),
      serving("d"),
      serving("e"),
      serving("f", { slowness: 20 }),
    ];
    expect(only(nodes)).toMatchObject({ isPanic: true, weights: [0, 0, 100, 100, 100, 100] });
  });

  it.each(["drain", "cordon"] as const)("takes a node in %s for no loss, whatever else is lost", (state) => {
    const home = region("home", [serving("a"), serving("b", { state, isHardOut: true })]);
    const lost = [serving("c", { isHardOut: true })];
    const whole = { share: 1, isPanic: false, weights: [100, 0], rotation: { healthyShare: 1 } };
    expect(planTraffic([home, region("away", lost, { state: "standby" })])[0]).toMatchObject(whole);
    expect(planTraffic([home, region("away", lost)])[0]).toMatchObject(whole);
    // What is left of the priority is 49 %.
    expect(planTraffic([home, region("away", lost, { weight: 104 })])[0]?.isPanic).toBe(true);
  });
});

describe("planTraffic: any health", () => {
  const anyNode = fc.record({
    state: fc.constantFrom("active", "standby", "drain", "cordon"),
    weight: fc.integer({ min: 0, max: 1000 }),
    isHardOut: fc.boolean(),
    isUnproven: fc.boolean(),
    softSinceMs: fc.option(fc.integer({ min: 0, max: 100 })),
    slowness: fc.oneof(fc.constant(1), fc.double({ min: 0.1, max: 100, noNaN: true })),
    slowStart: fc.double({ min: 0.1, max: 1, noNaN: true }),
  });
  const anyRegion = fc.record({
    state: fc.constantFrom("active", "standby", "drain", "cordon"),
    weight: fc.integer({ min: 0, max: 1000 }),
    nodes: fc.array(anyNode, { maxLength: 6 }),
  });
  const anyRegions = fc.array(anyRegion, { maxLength: 5 }).map((list) =>
    list.map((one, r) => ({
      ...{ id: `r${r}`, state: one.state, weight: one.weight },
      nodes: one.nodes.map((node, n) => serving(`r${r}n${n}`, node)),
    })),
  );
  const canServe = (one: RegionStatus<Named>) =>
    (one.state === "standby" || (one.state === "active" && one.weight > 0)) &&
    one.nodes.some(
      (n) =>
        !n.isHardOut && !n.isUnproven && (n.state === "standby" || (n.state === "active" && n.weight > 0)),
    );

  it("never picks a node that is down while another is up, and picks some node while one can be picked", () => {
    fc.assert(
      fc.property(anyRegions, (regions) => {
        const plans = planTraffic(regions);
        for (const [r, { weights, share }] of plans.entries()) {
          const nodes = regions[r]?.nodes ?? [];
          for (const [n, weight] of weights.entries())
            if (weight > 0) expect(nodes[n]?.isHardOut).toBe(false);
          if (share > 0) expect(weights.some((weight) => weight > 0)).toBe(true);
        }
        const total = plans.reduce((sum, { share }) => sum + share, 0);
        expect(total).toBeCloseTo(regions.some(canServe) ? 1 : 0, 9);
      }),
    );
  });

  it("drained and cordoned nodes and regions change nothing for the others", () => {
    const isCounted = ({ state }: { state: string }) => state === "active" || state === "standby";
    const outcomeOf = (plans: RegionPlan<Named>[]) =>
      plans.map(({ id, share, isPanic, rotation }) => ({ id, share, isPanic, rotation }));
    fc.assert(
      fc.property(anyRegions, (regions) => {
        const counted = regions.filter(isCounted).map((one) => {
          return { ...one, nodes: one.nodes.filter(isCounted) };
        });
        const ids = new Set(counted.map(({ id }) => id));
        const plans = planTraffic(regions).filter(({ id }) => ids.has(id));
        expect(outcomeOf(plans)).toEqual(outcomeOf(planTraffic(counted)));
      }),
    );
  });

  it("soft evidence never removes more than half of a region's capacity, nor its last node", () => {
    fc.assert(
      fc.property(anyRegions, (regions) => {
        for (const [r, { weights, factors, rotation }] of planTraffic(regions).entries()) {
          const nodes = regions[r]?.nodes ?? [];
          const up = rotation.servingInPanic;
          const touched = up.filter((node) => {
            const index = nodes.indexOf(node);
            return weights[index] === 0 || (factors[index] ?? 1) < 1;
          });
          const capacityOf = (list: readonly Named[]) =>
            list.reduce((sum, node) => sum + rotationWeight(node), 0);
          const members = nodes.filter(({ state }) => state === up[0]?.state);
          expect(capacityOf(touched)).toBeLessThanOrEqual(capacityOf(members) / 2);
          if (up.length > 0) expect(touched.length).toBeLessThan(up.length);
        }
      }),
    );
  });

  it("a region's loss always moves its share", () => {
    fc.assert(
      fc.property(anyRegions, (regions) => {
        const lost = regions.map((one, r) => {
          return r > 0 ? one : { ...one, nodes: one.nodes.map((node) => ({ ...node, isHardOut: true })) };
        });
        const [first, ...others] = planTraffic(lost);
        expect(first?.share ?? 0).toBe(0);
        const total = others.reduce((sum, { share }) => sum + share, 0);
        expect(total).toBeCloseTo(regions.slice(1).some(canServe) ? 1 : 0, 9);
      }),
    );
  });
});
