import type { LoadModel, ServingRegion } from "./load-model.ts";

/** What so many requests would make of a region's nodes. */
export type RegionDemand = {
  requestsPerSecond: number;
  /** Of the busiest node, 1 = all it can; null: what a node can run is unknown. */
  utilisation: number | null;
  /** More than nodes can run. */
  excessPerSecond: number;
};

/** Requests of a node = requests × its part of the region's weights; utilisation = requests × tokens ÷ what it can run. */
export function useOf(
  region: ServingRegion,
  requestsPerSecond: number,
  { tokensPerRequest }: LoadModel,
): RegionDemand {
  let utilisation: number | null = 0;
  let excessPerSecond = 0;
  for (const { weight, figures } of region.nodes) {
    const requests = (requestsPerSecond * weight) / region.weightTotal;
    if (!(requests > 0)) continue;
    const use = utilisationOf(requests * tokensPerRequest, figures);
    if (use === null || utilisation === null) utilisation = null;
    else {
      utilisation = Math.max(utilisation, use);
      if (use > 1) excessPerSecond += requests * (1 - 1 / use);
    }
  }
  return { requestsPerSecond, utilisation, excessPerSecond };
}

export function utilisationOf(
  tokensPerSecond: number,
  { tokensPerSecondMax }: ServingRegion["nodes"][number]["figures"],
): number | null {
  return tokensPerSecondMax !== null && tokensPerSecondMax > 0 ? tokensPerSecond / tokensPerSecondMax : null;
}

/** Requests a second for which no node is left, or more than nodes can run. Null: not enough data. */
export function overflowOf(uses: readonly RegionDemand[], { requestsPerSecond }: LoadModel): number | null {
  let served = 0;
  let excess = 0;
  for (const use of uses) {
    if (use.utilisation === null) return null;
    served += use.requestsPerSecond;
    excess += use.excessPerSecond;
  }
  const overflow = Math.max(0, requestsPerSecond - served) + excess;
  return overflow > 1e-9 * requestsPerSecond ? overflow : 0;
}
