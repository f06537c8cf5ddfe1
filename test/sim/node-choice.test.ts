import { describe, expect, it } from "vitest";
import { capacityPerS, sharesIn, worstPoints } from "./measures.ts";
import { MeridianPolicy } from "./meridian-policy.ts";
import { type CostName, costs, slower, stuttering, threeNodes, weights } from "./scenarios.ts";
import { World } from "./world.ts";

const requests = 10_000;
const fullPerS = (cost: CostName) => 2 * capacityPerS(costs[cost]);
const durationMs = (cost: CostName, utilisation: number) =>
  (1000 * requests) / (fullPerS(cost) * utilisation);
const versionFactor = (index: number) => ({ versionFactor: () => (index === 2 ? 2 : 1) });
const cases = [0.3, 0.5, 0.7, 0.9].flatMap((utilisation) => [
  { cost: "cpu" as const, utilisation, gateways: 3 },
  { cost: "accelerator" as const, utilisation, gateways: 1 },
]);

describe("shares of healthy nodes are exact", () => {
  it.each(cases)("$cost at $utilisation, $gateways gateways", ({ cost, utilisation, gateways }) => {
    const given = { cost, utilisation, gateways, cachedShare: 0.2, special: versionFactor };
    const world = threeNodes(given).runUntil(durationMs(cost, utilisation));
    expect(worstPoints(sharesIn(world.served, 3, 0, Infinity), weights)).toBeLessThanOrEqual(0.5);
  });

  it("when the load jumps from idle to 0.9 and back", () => {
    const utilisation = (nowMs: number) => (nowMs % 60_000 < 30_000 ? 0.05 : 0.9);
    const world = threeNodes({ cost: "cpu", utilisation, gateways: 3 }).runUntil(240_000);
    expect(worstPoints(sharesIn(world.served, 3, 0, Infinity), weights)).toBeLessThanOrEqual(0.5);
  });

  it("when a node changes to a version that takes 2.5 times as long", () => {
    const special = (index: number) => ({
      versionFactor: (nowMs: number) => (index && nowMs > 60_000 ? 2.5 : 1),
    });
    const world = threeNodes({ cost: "cpu", utilisation: 0.4, special }).runUntil(240_000);
    expect(worstPoints(sharesIn(world.served, 3, 0, Infinity), weights)).toBeLessThanOrEqual(0.5);
  });
});

const [slowFromMs, tenMinutesMs] = [60_000, 600_000];
const slowToMs = slowFromMs + tenMinutesMs;
const troubles = {
  "20 times slower": slower(20, slowFromMs, slowToMs),
  "stopped for 950 ms of each second": stuttering(slowFromMs, slowToMs),
};

describe("a node that became slow", () => {
  const slowCases = Object.entries(troubles).flatMap(([trouble, engine]) =>
    [{ cost: "cpu", utilisation: 0.3 } as const, { cost: "accelerator", utilisation: 0.05 } as const].map(
      (load) => ({ trouble, engine, ...load }),
    ),
  );

  it.each(slowCases)("$trouble, $cost at $utilisation", ({ engine, cost, utilisation }) => {
    const special = (index: number) => (index === 0 ? { engine } : {});
    const world = threeNodes({ cost, utilisation, special }).runUntil(slowToMs + 40_000);
    const shareIn = (fromMs: number, toMs: number) => sharesIn(world.served, 3, fromMs, toMs)[0];
    expect(shareIn(0, slowFromMs)).toBeCloseTo(50, 0);
    for (let atMs = slowFromMs + 1000; atMs < slowToMs; atMs += 20_000) {
      expect(shareIn(atMs, atMs + 20_000)).toBeLessThan(3);
    }
    expect(shareIn(slowToMs + 10_000, slowToMs + 40_000)).toBeCloseTo(50, 0);
  });

  it("loses its share when it never was any quicker, but for a hundred answers now and then", () => {
    const special = (index: number) => (index === 0 ? { engine: slower(20, 0, Infinity) } : {});
    const world = threeNodes({ cost: "accelerator", utilisation: 0.02, special }).runUntil(tenMinutesMs);
    expect(sharesIn(world.served, 3, 30_000, tenMinutesMs)[0]).toBeLessThan(10);
  });

  it("loses its share to a long way round too", () => {
    const detourMs = (nowMs: number) => (nowMs > 60_000 ? 400 : 0);
    const special = (index: number) => (index === 0 ? { detourMs } : {});
    const world = threeNodes({ cost: "accelerator", utilisation: 0.05, special }).runUntil(90_000);
    expect(sharesIn(world.served, 3, 61_000, 90_000)[0]).toBeLessThan(3);
  });
});

describe("a region whose nodes are all slow", () => {
  const run = (nodeWeights: number[]) => {
    const cost = costs.accelerator;
    const engine = slower(20, 60_000, 120_000);
    const home = nodeWeights.map((weight, i) => ({
      name: `n${i}`,
      region: "home",
      weight,
      cost,
      rttMs: 5,
      engine,
    }));
    const away = { name: "away", region: "away", weight: 100, cost, rttMs: 80 };
    const regions = [
      { id: "home", state: "active", weight: 100 },
      { id: "away", state: "standby", weight: 0 },
    ] as const;
    const requestsPerS = () => 100;
    const makePolicy = (spec: ConstructorParameters<typeof MeridianPolicy>[0]) => new MeridianPolicy(spec);
    return new World({ seed: 7, nodes: [...home, away], regions, requestsPerS, makePolicy }).runUntil(
      150_000,
    );
  };

  it("moves its traffic away within a second, and back within ten", () => {
    for (const nodeWeights of [[50, 30, 20], [100]]) {
      const { served } = run(nodeWeights);
      const count = nodeWeights.length + 1;
      const awayIn = (fromMs: number, toMs: number) => sharesIn(served, count, fromMs, toMs).at(-1);
      expect(awayIn(0, 60_000)).toBe(0);
      expect(awayIn(61_000, 120_000)).toBeGreaterThan(95);
      expect(awayIn(130_000, 150_000)).toBe(0);
    }
  });

  it("leaves its nodes their shares among each other", () => {
    const { served } = run([50, 30, 20]);
    const atHome = served.filter(({ node }) => node < 3);
    const slow = sharesIn(atHome, 3, 61_000, 120_000);
    expect(worstPoints(slow, weights)).toBeLessThan(5);
  });
});

it("the same seed gives the same run", () => {
  const run = () => threeNodes({ cost: "cpu", utilisation: 0.5, seed: 3 }).runUntil(5000).served;
  expect(run()).toEqual(run());
});
