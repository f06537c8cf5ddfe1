import { requestsByRegion, requestsPerSecondMin, type LoadModel, type ServingRegion } from "./load-model.ts";
import { overflowOf, useOf, utilisationOf } from "./region-demand.ts";

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

/** Up to here a wait in the queue is short beside the run, and times measured at other loads hold. */
const quietUtilisation = 0.5;

/**
 * What each node would have to run under a policy, from what is measured now:
 *   requests of a node = Σ over origins of requests/s × region's share × node's part of the region's weights,
 *   utilisation = requests × (padded tokens run/s ÷ requests/s, of the whole fleet) ÷ tokens/s that the node's own cost
 *   model `T = a + c·tokens` allows in full batches.
 * Shares and weights are those by which gateways choose; nodes that are silent or not ready get nothing.
 * A quantile of a mixture lies between the parts' quantiles: hence the bounds of p95, given for `originId` (else for all
 * requests) while every node in question answers enough and has at most half, or what it has now, to run.
 */
export function forecastLoad(model: LoadModel, { originId }: { originId?: string } = {}): LoadForecast {
  const requests = requestsByRegion(model.origins);
  const uses = model.regions.map((region) => ({
    region,
    ...useOf(region, requests.get(region) ?? 0, model),
  }));
  const own = model.origins.filter(({ regionId }) => originId === undefined || regionId === originId);
  const asked = new Set(own.flatMap(({ shares }) => shares.map(([region]) => region)));
  return {
    regions: uses.map(({ region: { regionId }, requestsPerSecond, utilisation }) => {
      return { regionId, requestsPerSecond, utilisation };
    }),
    overflowPerSecond: overflowOf(uses, model),
    p95Ms: p95Bounds(
      uses.filter(({ region }) => asked.has(region)),
      model,
    ),
  };
}

type Asked = { region: ServingRegion; requestsPerSecond: number };

function p95Bounds(asked: readonly Asked[], { tokensPerRequest }: LoadModel): LoadForecast["p95Ms"] {
  const loads = asked.flatMap(({ region: { nodes, weightTotal }, requestsPerSecond }) =>
    nodes
      .filter(({ weight }) => weight > 0)
      .map(({ weight, figures }) => {
        const tokens = ((requestsPerSecond * weight) / weightTotal) * tokensPerRequest;
        return { figures, utilisation: utilisationOf(tokens, figures) };
      }),
  );
  const times = loads.flatMap(({ figures, utilisation }) => {
    const { p95Ms, requestsPerSecond, tokensPerSecond, tokensPerSecondMax } = figures;
    if (p95Ms === null || utilisation === null || (requestsPerSecond ?? 0) < requestsPerSecondMin) return [];
    const now = (tokensPerSecond ?? 0) / (tokensPerSecondMax ?? Infinity);
    return utilisation <= Math.max(quietUtilisation, now) ? [p95Ms] : [];
  });
  if (times.length === 0 || times.length < loads.length) return null;
  return { from: Math.min(...times), to: Math.max(...times) };
}
