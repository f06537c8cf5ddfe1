import { forecastLoad, type LoadFigures, type Policy } from "./load-forecast.ts";

/** What the loss of all nodes of a region would come to. */
export type RegionLoss = {
  regionId: string;
  /** Requests a second that nobody could run; 0: the rest carries the load. */
  overflowPerSecond: number;
  /** Of the busiest node that is left. */
  utilisation: number;
};

/**
 * N−1: the region whose loss would be the worst, by requests that nobody could run, then by how busy the rest would be.
 * Every region that has requests now is taken away once; its gateways' requests go on, as clients then enter elsewhere.
 * Null: not enough data (see `forecastLoad`).
 */
export function worstRegionLoss(policy: Policy, figures: LoadFigures): RegionLoss | null {
  const now = forecastLoad(policy, figures);
  if (!now) return null;
  const loaded = now.regions.filter(({ requestsPerSecond }) => requestsPerSecond > 0);
  const losses = loaded.map(({ regionId }) => lossOf(regionId, policy, figures));
  if (losses.includes(null)) return null;
  const known = losses.filter((loss) => loss !== null);
  return known.toSorted(byHarm)[0] ?? null;
}

function lossOf(regionId: string, policy: Policy, figures: LoadFigures): RegionLoss | null {
  const left = forecastLoad(policy, figures, { lostRegionId: regionId });
  if (!left || left.overflowPerSecond === null) return null;
  const utilisation = Math.max(0, ...left.regions.map((region) => region.utilisation ?? 0));
  return { regionId, overflowPerSecond: left.overflowPerSecond, utilisation };
}

function byHarm(a: RegionLoss, b: RegionLoss): number {
  return b.overflowPerSecond - a.overflowPerSecond || b.utilisation - a.utilisation;
}
