import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forecastLoad } from "./load-forecast.ts";
import { loadModelOf, type LoadFigures, type Policy } from "./load-model.ts";
import { lostRegionsOf } from "./lost-regions.ts";
import { worstRegionLoss } from "./region-loss.ts";

type Node = { id: string; weight?: number; isReady?: boolean; most?: number | null; p95Ms?: number };
type Fleet = { nodes: Node[]; rate: number | null; targets: Record<string, number> };

/** Regions by name; targets by name with their weights, 0 = standby. */
function fleetOf(regions: Record<string, Fleet>): [Policy, LoadFigures] {
  const convergence = { gateways: 1, acked: 1, observed: 1, away: 0, nacks: [], slowest: null };
  const ids = Object.keys(regions);
  const policy: Policy = {
    origins: Object.entries(regions).map(([regionId, { targets: members }]) => ({
      ...{ regionId, revision: "1", convergence, split: { revision: "0", current: null, choices: [] } },
      targets: ids.map((id) => {
        const weight = members[id] ?? 0;
        return { regionId: id, state: weight > 0 ? "active" : "standby", weight, drain: null };
      }),
    })),
    nodes: Object.entries(regions).map(([regionId, { nodes }]) => ({
      ...{ regionId, revision: "1", convergence },
      nodes: nodes.map(({ id, weight = 100, isReady = true }) => ({
        ...{
          id,
          name: id,
          nodeId: id,
          state: "active",
          weight,
          isReady,
          isUnproven: false,
          drain: null,
          version: null,
          out: [],
        },
      })),
    })),
    gateways: ids.map((regionId) => ({
      ...{ id: `gw-${regionId}`, name: regionId, regionId, revision: "1", isInEffect: true, isAway: false },
    })),
  };
  const nodes = new Map(Object.values(regions).flatMap((one) => one.nodes.map((node) => [node.id, node])));
  const total = Object.values(regions).reduce((sum, { rate }) => sum + (rate ?? 0), 0);
  const agent: LoadFigures["agent"] = (id) => {
    const { most = 1000, p95Ms = 40 } = nodes.get(id) ?? {};
    // 10 tokens a request.
    const share = total / nodes.size;
    const figures = { requestsPerSecond: share, tokensPerSecond: 10 * share, tokensPerSecondMax: most };
    return { presence: "live", p95Ms, ...figures };
  };
  const region = (id: string) => ({ requestsPerSecond: regions[id]?.rate ?? null });
  return [policy, { agent, region }];
}

function forecast(policy: Policy, figures: LoadFigures, options?: { originId: string }) {
  const model = loadModelOf(policy, figures);
  return model && forecastLoad(model, options);
}

function worstLoss(policy: Policy, figures: LoadFigures) {
  const model = loadModelOf(policy, figures);
  return model && worstRegionLoss(model);
}

const twoAlike = (rate: number | null, most: number | null = 1000) =>
  fleetOf({
    east: {
      nodes: [
        { id: "e1", most },
        { id: "e2", most, p95Ms: 60 },
      ],
      rate,
      targets: { east: 100 },
    },
    west: { nodes: [{ id: "w1", most, p95Ms: 90 }], rate: 20, targets: { west: 100 } },
  });
const used = (told: ReturnType<typeof forecast>) => told?.regions.map(({ utilisation }) => utilisation);

describe("forecastLoad", () => {
  it("divides requests by weights: 60/s of 10 tokens on two nodes that run 1,000 tokens/s are 30 %", () => {
    const told = forecast(...twoAlike(60));
    expect(told?.regions).toEqual([
      { regionId: "east", requestsPerSecond: 60, utilisation: 0.3 },
      { regionId: "west", requestsPerSecond: 20, utilisation: 0.2 },
    ]);
    expect(told?.overflowPerSecond).toBe(0);
  });

  it("bounds p95 by the nodes that answer the origin", () => {
    expect(forecast(...twoAlike(60))?.p95Ms).toEqual({ from: 40, to: 90 });
    expect(forecast(...twoAlike(60), { originId: "east" })?.p95Ms).toEqual({ from: 40, to: 60 });
    expect(forecast(...twoAlike(60), { originId: "west" })?.p95Ms).toEqual({ from: 90, to: 90 });
  });

  it("says nothing of p95 where a node would have more to run than what was measured", () => {
    expect(forecast(...twoAlike(160), { originId: "east" })?.p95Ms).toBeNull();
  });

  it("gives a node that is not ready nothing, and counts what nobody can run", () => {
    const down = fleetOf({
      east: { nodes: [{ id: "e1", isReady: false }, { id: "e2" }], rate: 150, targets: { east: 100 } },
    });
    expect(forecast(...down)?.regions[0]?.utilisation).toBeCloseTo(1.5, 9);
    expect(forecast(...down)?.overflowPerSecond).toBeCloseTo(50, 9);
  });

  it("counts by weights: the smaller node is full first", () => {
    const nodes = [
      { id: "e1", weight: 300 },
      { id: "e2", weight: 100, most: 200 },
    ];
    const uneven = fleetOf({ east: { nodes, rate: 60, targets: { east: 100 } } });
    expect(used(forecast(...uneven))).toEqual([0.75]);
  });

  it("invents nothing", () => {
    expect(forecast(...twoAlike(null))).toBeNull();
    const quiet = fleetOf({ east: { nodes: [{ id: "e1" }], rate: 1, targets: { east: 1 } } });
    expect(forecast(...quiet)).toBeNull();
    expect(used(forecast(...twoAlike(60, null)))).toEqual([null, null]);
    expect(forecast(...twoAlike(60, null))?.overflowPerSecond).toBeNull();
  });
});

describe("worstRegionLoss", () => {
  it("is carried: 60 and 20 requests/s on one node of 100/s", () => {
    expect(worstLoss(...twoAlike(60))).toEqual({
      regionId: "east",
      overflowPerSecond: 0,
      utilisation: 0.8,
    });
  });

  it("is not carried: 30 of 130 requests/s are too many", () => {
    const loss = worstLoss(...twoAlike(110));
    expect(loss?.regionId).toBe("east");
    expect(loss?.overflowPerSecond).toBeCloseTo(30, 9);
  });

  it("of the only region is the loss of everything", () => {
    const alone = fleetOf({ east: { nodes: [{ id: "e1" }], rate: 50, targets: { east: 100 } } });
    expect(worstLoss(...alone)).toEqual({ regionId: "east", overflowPerSecond: 50, utilisation: 0 });
  });

  it("is not told without the capacity of who is left", () => {
    expect(worstLoss(...twoAlike(60, null))).toBeNull();
    expect(worstLoss(...twoAlike(null))).toBeNull();
  });
});

describe("while a region is lost", () => {
  const lost = (id: string, [policy, figures]: [Policy, LoadFigures]): [Policy, LoadFigures] => {
    const isGone = (agentId: string) => agentId.includes(id);
    const agent: LoadFigures["agent"] = (agentId) => {
      const known = figures.agent(agentId);
      return known && isGone(agentId) ? { ...known, presence: "offline" } : known;
    };
    const region: LoadFigures["region"] = (regionId) =>
      regionId === id ? { requestsPerSecond: null } : figures.region(regionId);
    return [policy, { agent, region }];
  };
  const fleet = () =>
    fleetOf(
      Object.fromEntries(
        ["r1", "r2", "r3"].map((name): [string, Fleet] => [
          name,
          { nodes: [{ id: `${name}-a` }], rate: 30, targets: { r1: 1, r2: 1, r3: 1 } },
        ]),
      ),
    );

  it("names it, and goes on with those that are left", () => {
    const [policy, figures] = lost("r2", fleet());
    expect(lostRegionsOf(...fleet())).toEqual([]);
    expect(lostRegionsOf(policy, figures)).toEqual(["r2"]);
    expect(worstLoss(policy, figures)).toMatchObject({ overflowPerSecond: 0 });
  });

  it("takes silence for a loss as soon as the row does", () => {
    const [policy, figures] = fleet();
    const agent: LoadFigures["agent"] = (id) => {
      const known = figures.agent(id);
      return known && id === "r3-a" ? { ...known, presence: "stale" } : known;
    };
    expect(lostRegionsOf(policy, { agent })).toEqual(["r3"]);
  });

  it("takes what people took out, and what never served, for no loss", () => {
    const [policy, figures] = lost("r2", fleet());
    const having = (more: object) => ({
      nodes: policy.nodes.map((one) => ({ ...one, nodes: one.nodes.map((node) => ({ ...node, ...more })) })),
    });
    expect(lostRegionsOf(having({ state: "cordon" }), figures)).toEqual([]);
    expect(lostRegionsOf(having({ isUnproven: true }), figures)).toEqual([]);
    expect(lostRegionsOf(having({ isReady: false }), figures)).toEqual(["r1", "r2", "r3"]);
  });
});

describe("for any weights and rates", () => {
  const weight = fc.integer({ min: 1, max: 1000 });
  const rate = fc.integer({ min: 2, max: 500 });
  const fleets = fc.record({ a: weight, b: weight, c: weight, east: rate, west: rate }).map((given) =>
    fleetOf({
      east: {
        nodes: [
          { id: "e1", weight: given.a },
          { id: "e2", weight: given.b },
        ],
        rate: given.east,
        targets: { east: given.a, west: given.c },
      },
      west: { nodes: [{ id: "w1", weight: given.c }], rate: given.west, targets: { west: given.b } },
    }),
  );

  it("every request is placed once, and a loss costs no more than all of them", () => {
    fc.assert(
      fc.property(fleets, ([policy, figures]) => {
        const told = forecast(policy, figures);
        const demand = policy.origins.reduce(
          (sum, { regionId }) => sum + (figures.region(regionId)?.requestsPerSecond ?? 0),
          0,
        );
        const members = told?.regions.reduce((sum, one) => sum + one.requestsPerSecond, 0);
        expect(members).toBeCloseTo(demand, 6);
        expect(worstLoss(policy, figures)?.overflowPerSecond).toBeLessThanOrEqual(demand + 1e-6);
      }),
    );
  });

  const members = fc.record({ east: fc.nat(3), west: fc.nat(3), north: fc.nat(3) });
  const region = (name: string) =>
    fc
      .record({
        targets: members,
        rate,
        weight,
        isReady: fc.boolean(),
        most: fc.integer({ min: 1, max: 2000 }),
      })
      .map(({ targets: members, rate, weight, isReady, most }): Fleet => ({
        ...{ targets: members, rate },
        nodes: [
          { id: `${name}1`, weight, most },
          { id: `${name}2`, isReady, most: 2 * most },
        ],
      }));

  it("the worst loss is the worst forecast with the nodes of one region not ready", () => {
    const regions = fc.record({ east: region("e"), west: region("w"), north: region("n") });
    fc.assert(
      fc.property(regions, (given) => {
        const [policy, figures] = fleetOf(given);
        const asked = forecast(policy, figures)?.regions.filter((one) => one.requestsPerSecond > 0) ?? [];
        const overflows = asked.map(({ regionId }) => {
          const nodes = policy.nodes.map((one) => ({
            ...one,
            nodes: one.nodes.map((node) => ({ ...node, isReady: node.isReady && one.regionId !== regionId })),
          }));
          return forecast({ ...policy, nodes }, figures)?.overflowPerSecond ?? NaN;
        });
        const worst = worstLoss(policy, figures)?.overflowPerSecond;
        expect(worst).toBeCloseTo(Math.max(...overflows), 6);
      }),
    );
  });
});

it("reads a node's figures once, however many regions may be lost", () => {
  const names = Array.from({ length: 20 }, (_, index) => `r${index}`);
  const regions = names.map((name): [string, Fleet] => [
    name,
    { nodes: [{ id: `${name}-a` }, { id: `${name}-b` }], rate: 30, targets: { [name]: 1, r0: 1 } },
  ]);
  const [policy, figures] = fleetOf(Object.fromEntries(regions));
  const reads: string[] = [];
  const agent = (id: string) => {
    reads.push(id);
    return figures.agent(id);
  };
  expect(worstLoss(policy, { ...figures, agent })).not.toBeNull();
  const ofNodes = reads.filter((id) => !id.startsWith("gw-"));
  expect(ofNodes).toHaveLength(40);
  expect(new Set(ofNodes).size).toBe(40);
});
