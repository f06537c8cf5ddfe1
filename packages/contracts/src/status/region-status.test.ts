import type { RegionView } from "../api/index.ts";
import { expect, it } from "vitest";
import { agentView } from "./testing/agent-view.ts";
import type { Figures } from "./figures.ts";
import { sumUpFleet, sumUpRegion } from "./region-status.ts";

const base = { label: "", latitude: 0, longitude: 0 };
const region: RegionView = {
  ...base,
  id: "a",
  name: "a",
  agents: [
    agentView({ id: "n1", answersWith: "compact-b" }),
    agentView({ id: "n2", answersWith: "compact" }),
    agentView({ id: "n3", answersWith: "compact", reportsReady: false }),
    agentView({ id: "g", role: "gateway" }),
  ],
};
const quiet = { requestsPerSecond: 0, successShare: null, p50Ms: null, p95Ms: null, p99Ms: null };
const figures = (more: Partial<Figures> = {}): Figures => ({
  agent: () => ({ presence: "live" }),
  region: () => quiet,
  origin: () => null,
  ...more,
});

it("sums up a region's nodes and the versions that answer", () => {
  expect(sumUpRegion(region, [region], figures())).toEqual({
    state: "ready",
    nodes: 3,
    nodesReady: 2,
    nodesUnproven: 0,
    versions: ["compact", "compact-b"],
    servedBy: [],
  });
});

it.each([
  ["degraded", figures({ agent: (id) => ({ presence: id === "n1" ? "stale" : "live" }) })],
  ["degraded", figures({ region: () => ({ ...quiet, p95Ms: 201 }) })],
  ["degraded", figures({ region: () => ({ ...quiet, successShare: 0.9 }) })],
  ["failing", figures({ agent: (id) => ({ presence: id === "g" ? "offline" : "live" }) })],
])("is %s when something is amiss", (state, given) => {
  expect(sumUpRegion(region, [region], given).state).toBe(state);
});

it("is no worse than degraded while another region answers all of its requests", () => {
  const other: RegionView = { ...base, id: "b", name: "b", agents: [agentView({ id: "m", regionId: "b" })] };
  const bare = { ...region, agents: region.agents.filter(({ role }) => role === "gateway") };
  const served = (successShare: number | null, picks = 7) =>
    sumUpRegion(
      bare,
      [bare, other],
      figures({
        region: () => ({ ...quiet, successShare }),
        origin: () => ({ faults: [], picks: [["m", picks, picks]] }),
      }),
    );
  expect(served(1)).toMatchObject({ state: "degraded", servedBy: ["b"], nodesReady: 0 });
  expect(served(0.5)).toMatchObject({ state: "failing", servedBy: ["b"] });
  expect(served(1, 0)).toMatchObject({ state: "failing", servedBy: [] });
});

it("weighs success by requests and lets the slowest region speak", () => {
  const regions = ["a", "b", "c", "d"].map((id) => ({ ...base, id, name: id, agents: [] }));
  const lives: Record<string, ReturnType<Figures["region"]>> = {
    a: { ...quiet, requestsPerSecond: 90, successShare: 1, p95Ms: 10 },
    b: { ...quiet, requestsPerSecond: 10, successShare: 0.5, p95Ms: 30 },
    c: quiet,
  };
  const sum = sumUpFleet({ regions }, figures({ region: (id) => lives[id] ?? null }));
  expect(sum).toEqual({
    requestsPerSecond: 100,
    successShare: 0.95,
    slowest: { region: "b", p95Ms: 30 },
  });
});

it("says nothing of what it does not know", () => {
  const sum = sumUpFleet({ regions: [region] }, figures({ region: () => null }));
  expect(sum).toEqual({ requestsPerSecond: null, successShare: null, slowest: null });
});
