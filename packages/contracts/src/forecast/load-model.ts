import type { MemberState } from "../fleet.ts";
import type { AgentLive, RegionLive } from "../wire/operator-protocol.ts";
import { regionShares } from "../routing/shares.ts";
import { planTraffic } from "../routing/traffic-plan.ts";
import type { TrafficView } from "../api/traffic.ts";

/** Declared states and weights of origins and nodes, as they are or as somebody means to set them. */
export type Policy = Pick<TrafficView, "origins" | "nodes" | "gateways">;

export type NodeFigures = Pick<
  AgentLive,
  "presence" | "requestsPerSecond" | "p95Ms" | "tokensPerSecond" | "tokensPerSecondMax"
>;
/** What telemetry gives now; null: nothing. */
export type LoadFigures = {
  agent: (id: string) => NodeFigures | null;
  region: (id: string) => Pick<RegionLive, "requestsPerSecond"> | null;
};

/** A region's nodes, each with what node picks go by; 0 for those that get nothing. */
export type ServingRegion = {
  regionId: string;
  nodes: { weight: number; figures: NodeFigures }[];
  weightTotal: number;
  healthyShare: number;
};

/** Shares of requests, those of 0 left out. */
export type Shares = [region: ServingRegion, share: number][];
type Member = { region: ServingRegion; state: MemberState; weight: number };

/** Where requests enter, how many a second, where they may go and where they do. */
export type OriginLoad = { regionId: string; requestsPerSecond: number; members: Member[]; shares: Shares };

export type LoadModel = {
  /** In the order of the policy's regions. */
  regions: ServingRegion[];
  /** Those that have requests. */
  origins: OriginLoad[];
  requestsPerSecond: number;
  /** Padded tokens that a request costs, over the whole fleet. */
  tokensPerRequest: number;
};

/** Figures are of the last 10 s: fewer requests a second than this tell nothing of what a request costs. */
export const requestsPerSecondMin = 2;

/** What a policy makes of the requests that there are. Reads each node's figures once. Null: no requests to go by, or a gateway's rate is unknown. */
export function loadModelOf(policy: Policy, figures: LoadFigures): LoadModel | null {
  const regions = policy.nodes.map((region) => servingRegionOf(region, figures));
  const regionById = new Map(regions.map((region) => [region.regionId, region]));
  const origins: OriginLoad[] = [];
  for (const { regionId, targets } of policy.origins) {
    const requestsPerSecond = rateOf(regionId, policy, figures);
    if (requestsPerSecond === null) return null;
    const members = targets.map(({ regionId: id, state, weight }) => {
      const region = regionById.get(id) ?? { regionId: id, nodes: [], weightTotal: 0, healthyShare: 0 };
      return { region, state, weight };
    });
    if (requestsPerSecond > 0)
      origins.push({ regionId, requestsPerSecond, members, shares: sharesOf(members) });
  }
  const requestsPerSecond = sum(origins.map((origin) => origin.requestsPerSecond));
  const nodes = regions.flatMap((region) => region.nodes);
  const tokens = sum(nodes.map((node) => node.figures.tokensPerSecond ?? 0));
  if (requestsPerSecond < requestsPerSecondMin || tokens <= 0) return null;
  return { regions, origins, requestsPerSecond, tokensPerRequest: tokens / requestsPerSecond };
}

/** No requests enter where no gateway is, or none is left: a lost region must not silence the rest. Null: how many is unknown. */
function rateOf(regionId: string, { gateways }: Policy, figures: LoadFigures): number | null {
  const hasGateway = gateways.some(
    ({ id, regionId: home }) => home === regionId && figures.agent(id)?.presence !== "offline",
  );
  return hasGateway ? (figures.region(regionId)?.requestsPerSecond ?? null) : 0;
}

const silent: NodeFigures = {
  presence: "never",
  requestsPerSecond: null,
  p95Ms: null,
  tokensPerSecond: null,
  tokensPerSecondMax: null,
};

/** Without soft evidence neither panic nor slowness changes a node's weight: the same for every origin. */
function servingRegionOf(
  { regionId, nodes }: Policy["nodes"][number],
  { agent }: LoadFigures,
): ServingRegion {
  const known = nodes.map((node) => ({ node, figures: agent(node.id) ?? silent }));
  const statuses = known.map(({ node: { state, weight, isReady, isUnproven }, figures: { presence } }) => {
    const isHardOut = !isReady || (presence !== "live" && presence !== "stale");
    return { state, weight, isHardOut, isUnproven, softSinceMs: null, slowness: 1, slowStart: 1 };
  });
  const [plan] = planTraffic([{ id: regionId, state: "active", weight: 1, nodes: statuses }]);
  const { weights = [], rotation } = plan ?? {};
  return {
    regionId,
    nodes: known.map(({ figures }, index) => ({ figures, weight: weights[index] ?? 0 })),
    weightTotal: sum(weights),
    healthyShare: rotation?.healthyShare ?? 0,
  };
}

/** `lost`: as if all of its nodes were gone. */
export function sharesOf(members: readonly Member[], lost?: ServingRegion): Shares {
  const regionById = new Map(members.map(({ region }) => [region.regionId, region]));
  const healths = members.map(({ region, state, weight }) => {
    const healthyShare = region === lost ? 0 : region.healthyShare;
    return { id: region.regionId, state, weight, healthyShare, hardHealthyShare: healthyShare };
  });
  return regionShares(healths).flatMap(({ id, share }): Shares => {
    const region = regionById.get(id);
    return region && share > 0 ? [[region, share]] : [];
  });
}

/** Requests a second that come to each region. */
export function requestsByRegion(
  origins: readonly Pick<OriginLoad, "requestsPerSecond" | "shares">[],
): Map<ServingRegion, number> {
  const requests = new Map<ServingRegion, number>();
  for (const { requestsPerSecond, shares } of origins) {
    for (const [region, share] of shares) {
      requests.set(region, (requests.get(region) ?? 0) + requestsPerSecond * share);
    }
  }
  return requests;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
