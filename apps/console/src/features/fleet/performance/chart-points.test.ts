import { expect, it } from "vitest";
import { chartPoints } from "./chart-points.ts";
import { agentView } from "@meridian/contracts/status/testing";

const gateway = (id: string) => agentView({ id, role: "gateway" });
const regions = [
  { id: "a", agents: [gateway("a1"), gateway("a2"), agentView({ id: "node" })] },
  { id: "b", agents: [gateway("b1")] },
];

it("sums a region's gateways and keeps gaps", () => {
  const histories = new Map([
    ["a1", [1, null, null]],
    ["a2", [2, 3, null]],
    ["b1", [0, 0, 5]],
    ["node", [100, 100, 100]],
  ]);
  expect(chartPoints(regions, histories, 900_000)).toEqual([
    { atMs: 862_500, a: 3, b: 0 },
    { atMs: 877_500, a: 3, b: 0 },
    { atMs: 892_500, a: null, b: 5 },
  ]);
});

it("has no points before there is data", () => {
  expect(chartPoints(regions, new Map(), 0)).toEqual([]);
});
