import type { LoadFigures, Policy } from "@meridian/contracts/forecast";
import { beforeEach, expect, it } from "vitest";
import { LoadMemo } from "./use-load.ts";

const convergence = { gateways: 1, acked: 1, observed: 1, away: 0, nacks: [], slowest: null };
const split = { revision: "0", current: null, choices: [] };
const desired = { state: "active", weight: 1, drain: null } as const;
const policyOf = (...names: string[]): Policy => ({
  origins: [
    {
      ...{ regionId: "east", revision: "1", convergence, split },
      targets: [{ ...desired, regionId: "east" }],
    },
  ],
  nodes: [
    {
      ...{ regionId: "east", revision: "1", convergence },
      nodes: names.map((id) => ({
        ...desired,
        id,
        name: id,
        nodeId: id,
        isReady: true,
        isUnproven: false,
        version: null,
        out: [],
      })),
    },
  ],
  gateways: [
    { ...{ id: "gw", name: "gw", regionId: "east", revision: "1" }, isInEffect: true, isAway: false },
  ],
});
const three = policyOf("a", "b", "c");

let reads: number;
let requestsPerSecond: number;
const figures: LoadFigures = {
  agent: (id) => {
    if (id !== "gw") reads++;
    return { presence: "live", requestsPerSecond, p95Ms: 30, tokensPerSecond: 100, tokensPerSecondMax: 1000 };
  },
  region: () => ({ requestsPerSecond }),
};
beforeEach(() => {
  reads = 0;
  requestsPerSecond = 60;
});

it("works out a policy once a message", () => {
  const memo = new LoadMemo();
  const first = memo.of(three, 1, figures);
  expect(first?.loss).toMatchObject({ regionId: "east", overflowPerSecond: 60 });
  expect(memo.of(three, 1, figures)).toBe(first);
  expect(reads).toBe(3);
  requestsPerSecond = 90;
  expect(memo.of(three, 2, figures)?.loss).toMatchObject({ overflowPerSecond: 90 });
  expect(reads).toBe(6);
});

it("tells policies apart", () => {
  const memo = new LoadMemo();
  expect(memo.of(three, 1, figures)?.model.regions[0]?.nodes).toHaveLength(3);
  expect(memo.of(policyOf("a"), 1, figures)?.model.regions[0]?.nodes).toHaveLength(1);
});

it("remembers too that there was not enough data", () => {
  const memo = new LoadMemo();
  requestsPerSecond = 0;
  expect(memo.of(three, 1, figures)).toBeNull();
  expect(memo.of(three, 1, figures)).toBeNull();
  expect(reads).toBe(3);
});
