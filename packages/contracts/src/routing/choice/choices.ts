import type { RegionTraffic, RoutableNode, Target } from "./view.ts";

/** A region's targets, weighted by their share of all requests. */
export function weighted<N extends RoutableNode>({
  share,
  targets,
  totalWeight,
}: RegionTraffic<N>): Target<N>[] {
  if (!(share > 0 && totalWeight > 0)) return [];
  return targets
    .filter(({ weight }) => weight > 0)
    .map((target) => ({ ...target, weight: (share * target.weight) / totalWeight }));
}

/** Targets of standby regions that get no traffic of their own now. */
export function standbys<N extends RoutableNode>(regions: readonly RegionTraffic<N>[]): Target<N>[] {
  const idle = regions.filter((region) => isStandby(region) && !(region.share > 0));
  return idle.flatMap(({ targets }) => targets.filter(({ weight }) => weight > 0));
}

/** Nodes beyond the targets that can take failover, of regions that may be used. */
export function reserves<N extends RoutableNode>(regions: readonly RegionTraffic<N>[]): Target<N>[] {
  const usable = regions.filter((region) => region.share > 0 || isStandby(region));
  return usable.flatMap((region) =>
    region.reserves.map((node) => ({ id: node.id, node, weight: 1, factor: 1 })),
  );
}

function isStandby({ state }: { state: RoutableNode["state"] }): boolean {
  return state === "standby";
}
