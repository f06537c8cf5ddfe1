import type { AgentLive, RegionLive } from "./operator-protocol.ts";
import { planTraffic, type Servant } from "./traffic-plan.ts";
import type { TrafficView } from "./traffic.ts";

/** Declared states and weights of origins and nodes, as they are or as somebody means to set them. */
export type Policy = Pick<TrafficView, "origins" | "nodes" | "gateways">;

type NodeFigures = Pick<
  AgentLive,
  "presence" | "requestsPerSecond" | "p95Ms" | "tokensPerSecond" | "tokensPerSecondMax"
>;
/** What telemetry gives now; null: nothing. */
export type LoadFigures = {
  agent: (id: string) => NodeFigures | null;
  region: (id: string) => Pick<RegionLive, "requestsPerSecond"> | null;
};

export type RegionUse = {
  regionId: string;
  requestsPerSecond: number;
  /** Of the busiest node that the region's weights load, 1 = all it can; null: not enough data. */
  utilisation: number | null;
};

export type LoadForecast = {
  /** In the order of the policy's regions. */
  regions: RegionUse[];
  /** Requests a second for which no node is left, or more than nodes can run. Null: not enough data. */
  overflowPerSecond: number | null;
  /** Of the nodes' own times, without the way there: the 95th percentile lies between these. Null: not enough data. */
  p95Ms: { from: number; to: number } | null;
};

/** Figures are of the last 10 s: fewer requests a second than this tell nothing of what a request costs. */
const requestsPerSecondMin = 2;
/** Up to here a wait in the queue is short beside the run, and times measured at other loads hold. */
const quietUtilisation = 0.5;

type PlacedNode = Servant & { id: string; regionId: string; figures: NodeFigures };
type NodeLoad = { node: PlacedNode; requestsPerSecond: number; utilisation: number | null };

/**
 * What each node would have to run under a policy, from what is measured now:
 *   requests of a node = Σ over origins of requests/s × region's share × node's part of the region's weights,
 *   utilisation = requests × (padded tokens run/s ÷ requests/s, of the whole fleet) ÷ tokens/s that the node's own cost
 *   model `T = a + c·tokens` allows in full batches.
 * Shares and weights come from `planTraffic`, by which gateways choose; nodes that are silent or not ready get nothing.
 * A quantile of a mixture lies between the parts' quantiles: hence the bounds of p95, given for `originId` (else for all
 * requests) while every node in question answers enough and has at most half, or what it has now, to run.
 * Null: no requests to go by, or a gateway's rate is unknown.
 */
export function forecastLoad(
  policy: Policy,
  figures: LoadFigures,
  { lostRegionId, originId }: { lostRegionId?: string; originId?: string } = {},
): LoadForecast | null {
  const rates = originRates(policy, figures);
  const perRequest = rates && tokensPerRequest(policy, figures, rates);
  if (!rates || perRequest === null) return null;
  const nodes = placedNodes(policy, figures, lostRegionId);
  const loads = loadsOf(policy, nodes, rates, perRequest);
  const ofOrigin =
    originId === undefined
      ? loads
      : loadsOf(policy, nodes, new Map([[originId, rates.get(originId) ?? 0]]), perRequest);
  const asked = new Set(ofOrigin.filter(isLoaded).map(({ node }) => node.id));
  return {
    regions: policy.nodes.map(({ regionId }) => regionUse(regionId, loads)),
    overflowPerSecond: overflowOf(sum([...rates.values()]), loads),
    p95Ms: p95Bounds(loads.filter(({ node }) => asked.has(node.id))),
  };
}

/** Requests a second that enter in each region; a region without gateways has none. Null: one is unknown. */
function originRates({ origins, gateways }: Policy, figures: LoadFigures): Map<string, number> | null {
  const rates = new Map<string, number>();
  for (const { regionId } of origins) {
    const hasGateway = gateways.some((gateway) => gateway.regionId === regionId);
    const rate = hasGateway ? (figures.region(regionId)?.requestsPerSecond ?? null) : 0;
    if (rate === null) return null;
    rates.set(regionId, rate);
  }
  return rates;
}

function tokensPerRequest(
  { nodes }: Policy,
  figures: LoadFigures,
  rates: ReadonlyMap<string, number>,
): number | null {
  const requests = sum([...rates.values()]);
  const members = nodes.flatMap((region) => region.nodes);
  const tokens = sum(members.map(({ id }) => figures.agent(id)?.tokensPerSecond ?? 0));
  return requests >= requestsPerSecondMin && tokens > 0 ? tokens / requests : null;
}

const silent: NodeFigures = {
  presence: "never",
  requestsPerSecond: null,
  p95Ms: null,
  tokensPerSecond: null,
  tokensPerSecondMax: null,
};

function placedNodes(
  policy: Policy,
  { agent }: LoadFigures,
  lostRegionId: string | undefined,
): ReadonlyMap<string, PlacedNode[]> {
  const placed = policy.nodes.map(({ regionId, nodes }): [string, PlacedNode[]] => [
    regionId,
    nodes.map(({ id, state, weight, isReady }) => {
      const figures = agent(id) ?? silent;
      const isHeard = figures.presence === "live" || figures.presence === "stale";
      const isHardOut = !isReady || !isHeard || regionId === lostRegionId;
      return { id, regionId, state, weight, isHardOut, figures, softSinceMs: null, ratio: 1, slowStart: 1 };
    }),
  ]);
  return new Map(placed);
}

function loadsOf(
  { origins }: Policy,
  nodes: ReadonlyMap<string, PlacedNode[]>,
  rates: ReadonlyMap<string, number>,
  perRequest: number,
): NodeLoad[] {
  const requests = new Map<PlacedNode, number>();
  for (const { regionId: originId, targets } of origins) {
    const standings = targets.map(({ regionId, state, weight }) => ({
      ...{ id: regionId, state, weight },
      nodes: nodes.get(regionId) ?? [],
    }));
    for (const { id, share, weights } of planTraffic(standings)) {
      const total = sum(weights);
      if (total === 0) continue;
      const perWeight = ((rates.get(originId) ?? 0) * share) / total;
      nodes.get(id)?.forEach((node, index) => {
        requests.set(node, (requests.get(node) ?? 0) + perWeight * (weights[index] ?? 0));
      });
    }
  }
  return [...nodes.values()].flat().map((node) => {
    const requestsPerSecond = requests.get(node) ?? 0;
    const { tokensPerSecondMax } = node.figures;
    const isKnown = tokensPerSecondMax !== null && tokensPerSecondMax > 0;
    const utilisation = isKnown ? (requestsPerSecond * perRequest) / tokensPerSecondMax : null;
    return { node, requestsPerSecond, utilisation };
  });
}

function regionUse(regionId: string, loads: readonly NodeLoad[]): RegionUse {
  const own = loads.filter((load) => load.node.regionId === regionId && isLoaded(load));
  const requestsPerSecond = sum(own.map((load) => load.requestsPerSecond));
  const known = own.flatMap(({ utilisation }) => utilisation ?? []);
  const utilisation = known.length === own.length ? Math.max(0, ...known) : null;
  return { regionId, requestsPerSecond, utilisation };
}

function overflowOf(demand: number, loads: readonly NodeLoad[]): number | null {
  const loaded = loads.filter(isLoaded);
  if (loaded.some(({ utilisation }) => utilisation === null)) return null;
  const unplaced = Math.max(0, demand - sum(loaded.map((load) => load.requestsPerSecond)));
  const excess = loaded.map(({ requestsPerSecond, utilisation }) =>
    utilisation !== null && utilisation > 1 ? requestsPerSecond * (1 - 1 / utilisation) : 0,
  );
  const overflow = unplaced + sum(excess);
  return overflow > 1e-9 * demand ? overflow : 0;
}

function p95Bounds(loads: readonly NodeLoad[]): LoadForecast["p95Ms"] {
  const times = loads.flatMap(({ node: { figures }, utilisation }) => {
    const { p95Ms, requestsPerSecond, tokensPerSecond, tokensPerSecondMax } = figures;
    if (p95Ms === null || utilisation === null || (requestsPerSecond ?? 0) < requestsPerSecondMin) return [];
    const now = (tokensPerSecond ?? 0) / (tokensPerSecondMax ?? Infinity);
    return utilisation <= Math.max(quietUtilisation, now) ? [p95Ms] : [];
  });
  if (times.length === 0 || times.length < loads.length) return null;
  return { from: Math.min(...times), to: Math.max(...times) };
}

function isLoaded({ requestsPerSecond }: NodeLoad): boolean {
  return requestsPerSecond > 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
