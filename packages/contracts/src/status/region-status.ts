import type { FleetView, RegionView } from "../api/index.ts";
import type { ShownState } from "../fleet.ts";
import { type Figures, isServing } from "./findings.ts";
import { p95MsMax, successShareMin } from "./objectives.ts";

export type RegionSum = {
  state: ShownState;
  nodes: number;
  nodesReady: number;
  /** Names of the versions that its nodes serve. */
  versions: string[];
};

export function sumUpRegion(region: RegionView, figures: Figures): RegionSum {
  const nodes = region.agents.filter(({ role }) => role === "inference");
  const ready = nodes.filter((node) => isServing(node, figures));
  return {
    state: stateOf(region, figures),
    nodes: nodes.length,
    nodesReady: ready.length,
    versions: [...new Set(ready.flatMap(({ answersWith }) => answersWith ?? []))].toSorted(),
  };
}

function stateOf({ id, agents }: RegionView, figures: Figures): ShownState {
  if (agents.length === 0) return "offline";
  const serving = agents.filter((agent) => isServing(agent, figures));
  const has = (role: "inference" | "gateway") => serving.some((agent) => agent.role === role);
  if (!has("inference") || !has("gateway")) return "failing";
  const live = figures.region(id);
  const keepsPromises = (live?.successShare ?? 1) >= successShareMin && (live?.p95Ms ?? 0) <= p95MsMax;
  const isComplete = agents.every((agent) => figures.agent(agent.id)?.presence === "live");
  return keepsPromises && isComplete ? "ready" : "degraded";
}

export type FleetSum = {
  requestsPerSecond: number | null;
  /** Of all regions' requests; null without any. */
  successShare: number | null;
  /** The slowest region. */
  slowest: { region: string; p95Ms: number } | null;
};

/** Live figures of all regions together. Percentiles do not add up: the slowest region speaks for all. */
export function sumUpFleet({ regions }: Pick<FleetView, "regions">, figures: Figures): FleetSum {
  const lives = regions.flatMap(({ id, name }) => {
    const live = figures.region(id);
    return live ? [{ ...live, name }] : [];
  });
  const rated = lives.flatMap(({ requestsPerSecond: rate, successShare }) =>
    rate === null ? [] : [{ rate, succeeded: rate * (successShare ?? 0) }],
  );
  const rate = rated.reduce((sum, region) => sum + region.rate, 0);
  const succeeded = rated.reduce((sum, region) => sum + region.succeeded, 0);
  const [slowest] = lives
    .flatMap(({ name, p95Ms }) => (p95Ms === null ? [] : [{ region: name, p95Ms }]))
    .toSorted((a, b) => b.p95Ms - a.p95Ms);
  return {
    requestsPerSecond: rated.length > 0 ? rate : null,
    successShare: rate > 0 ? succeeded / rate : null,
    slowest: slowest ?? null,
  };
}
