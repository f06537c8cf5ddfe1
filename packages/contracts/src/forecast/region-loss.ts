import { requestsByPlace, sharesOf, type LoadModel, type Place } from "./load-model.ts";
import { overflowOf, useOf } from "./place-use.ts";

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
  const asked = requestsByPlace(model.entries);
  const losses: RegionLoss[] = [];
  for (const place of model.places.filter((one) => asked.has(one))) {
    const loss = lossOf(place, model);
    if (!loss) return null;
    losses.push(loss);
  }
  return losses.toSorted(byHarm)[0] ?? null;
}

/** An origin of which the lost region gets nothing sends its requests where they go now. */
function lossOf(lost: Place, model: LoadModel): RegionLoss | null {
  const left = model.entries.map((entry) =>
    entry.shares.some(([place]) => place === lost)
      ? { ...entry, shares: sharesOf(entry.targets, lost) }
      : entry,
  );
  const uses = [...requestsByPlace(left)].map(([place, rate]) => useOf(place, rate, model));
  const overflowPerSecond = overflowOf(uses, model);
  if (overflowPerSecond === null) return null;
  const utilisation = Math.max(0, ...uses.map((use) => use.utilisation ?? 0));
  return { regionId: lost.regionId, overflowPerSecond, utilisation };
}
function byHarm(a: RegionLoss, b: RegionLoss): number {
  return b.overflowPerSecond - a.overflowPerSecond || b.utilisation - a.utilisation;
}
