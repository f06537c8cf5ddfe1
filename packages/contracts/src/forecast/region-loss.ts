import { requestsByRegion, sharesOf, type LoadModel, type ServingRegion } from "./load-model.ts";
import { overflowOf, useOf } from "./region-demand.ts";

/** The effect of losing all nodes of a region. */
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
 * Null: what nodes can run is unknown.
 */
export function worstRegionLoss(model: LoadModel): RegionLoss | null {
  const asked = requestsByRegion(model.origins);
  const losses: RegionLoss[] = [];
  for (const region of model.regions.filter((one) => asked.has(one))) {
    const loss = lossOf(region, model);
    if (!loss) return null;
    losses.push(loss);
  }
  return losses.toSorted(byHarm)[0] ?? null;
}

/** An origin of which the lost region gets nothing sends its requests where they go now. */
function lossOf(lost: ServingRegion, model: LoadModel): RegionLoss | null {
  const left = model.origins.map((origin) =>
    origin.shares.some(([region]) => region === lost)
      ? { ...origin, shares: sharesOf(origin.members, lost) }
      : origin,
  );
  const uses = [...requestsByRegion(left)].map(([region, rate]) => useOf(region, rate, model));
  const overflowPerSecond = overflowOf(uses, model);
  if (overflowPerSecond === null) return null;
  const utilisation = Math.max(0, ...uses.map((use) => use.utilisation ?? 0));
  return { regionId: lost.regionId, overflowPerSecond, utilisation };
}
function byHarm(a: RegionLoss, b: RegionLoss): number {
  return b.overflowPerSecond - a.overflowPerSecond || b.utilisation - a.utilisation;
}
