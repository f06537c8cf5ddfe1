import type { MemberState } from "../fleet.ts";
import { healthFactor } from "./health-factor.ts";
import { rotationOf, rotationWeight, type NodeStatus, type Rotation } from "./rotation.ts";
import { regionShares, type RegionShare } from "./shares.ts";

/** A node as evidence has it, with the share of its weight that its warming up allows (`slowStart`). */
export type ServingNode = NodeStatus & { slowStart: number };
export type RegionStatus<N extends ServingNode> = {
  id: string;
  state: MemberState;
  weight: number;
  nodes: readonly N[];
};

export type RegionPlan<N extends ServingNode> = {
  id: string;
  /** Of the origin's requests, 0–1. */
  share: number;
  isPanic: boolean;
  rotation: Rotation<N>;
  /** h of each node, in the order of the region's nodes. */
  factors: number[];
  /** What node picks go by, in the order of the region's nodes: weight × slow start × h; 0 for those that get nothing. */
  weights: number[];
};

/**
 * Where an origin's requests go: shares of regions by priority, panic and locality, and in each region the weights of its
 * nodes. In panic all soft evidence is ignored: ejections by it, and h, which slowness lowers. docs/architecture.md,
 * "Choosing a node".
 */
export function planTraffic<N extends ServingNode>(regions: readonly RegionStatus<N>[]): RegionPlan<N>[] {
  const rotations = regions.map(({ nodes }) => rotationOf(nodes));
  const shares = new Map(sharesOf(regions, rotations).map((share) => [share.id, share]));
  return regions.map(({ id, nodes }, index): RegionPlan<N> => {
    const rotation = rotations[index] ?? rotationOf<N>([]);
    const { share = 0, isPanic = false } = shares.get(id) ?? {};
    const factors = nodes.map(({ slowness }) =>
      isPanic ? 1 : healthFactor(slowness / rotation.commonSlowness),
    );
    return { id, share, isPanic, rotation, factors, weights: weightsOf(nodes, rotation, isPanic, factors) };
  });
}

function sharesOf<N extends ServingNode>(
  regions: readonly RegionStatus<N>[],
  rotations: readonly Rotation<N>[],
): RegionShare[] {
  return regionShares(
    regions.map(({ id, state, weight }, index) => {
      const { healthyShare = 0, hardHealthyShare = 0 } = rotations[index] ?? {};
      return { id, state, weight, healthyShare, hardHealthyShare };
    }),
  );
}

function weightsOf<N extends ServingNode>(
  nodes: readonly N[],
  rotation: Rotation<N>,
  isPanic: boolean,
  factors: readonly number[],
): number[] {
  const serving = new Set(isPanic ? rotation.servingInPanic : rotation.serving);
  return nodes.map((node, index) =>
    serving.has(node) ? rotationWeight(node) * node.slowStart * (factors[index] ?? 1) : 0,
  );
}
