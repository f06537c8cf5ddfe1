import type { AgentView, FleetView } from "../api/index.ts";
import type { AgentLive, RegionLive } from "../wire/index.ts";
import { countNodes, isCounted, type NodeCount } from "./counted.ts";
import { isServing } from "./is-serving.ts";

export type LiveFigures = {
  agent: (id: string) => Pick<AgentLive, "presence"> | null;
  region: (id: string) => Pick<RegionLive, "p95Ms"> | null;
};

/** What the page's one sentence says. */
export type FleetSummary = NodeCount & {
  regions: number;
  /** Regions with a node that takes traffic. */
  regionsServing: number;
  gateways: number;
  gatewaysReady: number;
  /** The slowest region's p95; null without data. */
  p95MsMax: number | null;
};

export function summariseFleet({ regions }: FleetView, live: LiveFigures): FleetSummary {
  const agents = regions.flatMap((region) => region.agents);
  const isReady = (agent: AgentView) => isServing(agent, live);
  const nodes = agents.filter(({ role }) => role === "inference");
  const gateways = agents.filter((agent) => agent.role === "gateway" && isCounted(agent, live));
  const serving = new Set(
    nodes.filter((node) => node.state === "active" && isReady(node)).map(({ regionId }) => regionId),
  );
  const p95s = regions.flatMap(({ id }) => live.region(id)?.p95Ms ?? []);
  return {
    regions: regions.length,
    regionsServing: serving.size,
    ...countNodes(agents, live),
    gateways: gateways.length,
    gatewaysReady: gateways.filter(isReady).length,
    p95MsMax: p95s.length > 0 ? Math.max(...p95s) : null,
  };
}
