import type { FleetView, RegionView } from "../api/index.ts";
import type { ShownState } from "../fleet.ts";
import type { Figures } from "./figures.ts";
import { countNodes, isCounted, type NodeCount } from "./counted.ts";
import { hasServing } from "./findings.ts";
import { isServing } from "./is-serving.ts";
import { servedBy } from "./served-by.ts";
import { p95MsMax, successShareMin } from "./objectives.ts";

export type RegionSum = NodeCount & {
  state: ShownState;
  /** Names of the versions that its nodes serve. */
  versions: string[];
  /** Where none of its own nodes takes traffic: the regions whose nodes answer its requests. */
  servedBy: string[];
};

export function sumUpRegion(region: RegionView, regions: readonly RegionView[], figures: Figures): RegionSum {
  const nodes = region.agents.filter(({ role }) => role === "inference");
  const ready = nodes.filter((node) => isServing(node, figures));
  const others = ready.length > 0 ? [] : servedBy(region, regions, figures);
  return {
    state: stateOf(region, figures, others),
    ...countNodes(region.agents, figures),
    versions: [...new Set(ready.flatMap(({ answersWith }) => answersWith ?? []))].toSorted(),
    servedBy: others,
  };
}

/** What its users get decides: who is answered by another region's nodes is served. */
function stateOf(region: RegionView, figures: Figures, others: readonly string[]): ShownState {
  const { id, agents } = region;
  if (agents.length === 0) return "offline";
  if (!hasServing(region, "gateway", figures)) return "failing";
  const live = figures.region(id);
  const succeeds = (live?.successShare ?? 1) >= successShareMin;
  if (!hasServing(region, "inference", figures))
    return others.length > 0 && succeeds ? "degraded" : "failing";
  const keepsPromises = succeeds && (live?.p95Ms ?? 0) <= p95MsMax;
  const isComplete = agents.every(
    (agent) => !isCounted(agent, figures) || figures.agent(agent.id)?.presence === "live",
  );
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
