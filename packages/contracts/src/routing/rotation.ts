import type { MemberState } from "../fleet.ts";
import { commonSlowness, healthFactor } from "./health-factor.ts";

/** What evidence says about one node of a region. */
export type NodeStatus = {
  state: MemberState;
  weight: number;
  isHardOut: boolean;
  /** No gateway has found it ready yet: what it will carry was never there, so it is no loss. */
  isUnproven: boolean;
  /** Since when soft evidence speaks against it; null when none does. */
  softSinceMs: number | null;
  /** How many times slower than usual it is (`SlownessTracker`); 1 when nothing is known. */
  slowness: number;
};

export type Rotation<N> = {
  /** Get the region's traffic, each by its weight (`rotationWeight`). */
  serving: N[];
  /** The same in panic: soft evidence ignored. */
  servingInPanic: N[];
  /** Could answer but get no traffic of their own: standby or ejected by soft evidence. */
  reserves: N[];
  /** Removed by soft evidence. */
  ejected: N[];
  /** The slowness that the region has in common: its nodes are judged against it. */
  commonSlowness: number;
  /** Weight of the nodes that serve, each by its own slowness, ÷ capacity. */
  healthyShare: number;
  hardHealthyShare: number;
};

const softShareMax = 0.5;

/** Standby nodes without a weight of their own share alike. */
export function rotationWeight({ state, weight }: Pick<NodeStatus, "state" | "weight">): number {
  return state === "standby" ? Math.max(1, weight) : weight;
}

/**
 * Who serves in one region: its active nodes, or its standby nodes once no active node is left. Draining, cordoned
 * and unproven nodes are in neither numerator nor denominator of the healthy share.
 */
export function rotationOf<N extends NodeStatus>(nodes: readonly N[]): Rotation<N> {
  for (const state of ["active", "standby"] as const) {
    const isMember = (node: N) => node.state === state && rotationWeight(node) > 0 && !node.isUnproven;
    const members = nodes.filter(isMember);
    const up = members.filter((node) => !node.isHardOut);
    if (up.length === 0) continue;
    const capacity = totalWeight(members);
    const ejected = softlyEjected(up, capacity);
    const serving = up.filter((node) => !ejected.has(node));
    const isServing = new Set(serving);
    return {
      serving,
      servingInPanic: up,
      reserves: nodes.filter((node) => canHelp(node) && !isServing.has(node)),
      ejected: [...ejected],
      commonSlowness: commonSlownessOf(up, ejected),
      healthyShare: healthyWeight(serving) / capacity,
      hardHealthyShare: totalWeight(up) / capacity,
    };
  }
  return { ...nobody, commonSlowness: 1, healthyShare: 0, hardHealthyShare: 0 };
}

const nobody = { serving: [], servingInPanic: [], reserves: [], ejected: [] };

/** Ejected nodes count as slowest, so that health factors and ejections together take at most half of the capacity. */
function commonSlownessOf<N extends NodeStatus>(up: readonly N[], ejected: ReadonlySet<N>): number {
  return commonSlowness(
    up.map((node) => ({
      weight: rotationWeight(node),
      slowness: ejected.has(node) ? Number.POSITIVE_INFINITY : node.slowness,
    })),
  );
}

/** Ejects the longest suspected first, at most half of the capacity and never the last node. */
function softlyEjected<N extends NodeStatus>(up: readonly N[], capacity: number): Set<N> {
  const ejected = new Set<N>();
  let ejectedWeight = 0;
  const suspects = up.filter((node) => node.softSinceMs !== null);
  suspects.sort((a, b) => (a.softSinceMs ?? 0) - (b.softSinceMs ?? 0));
  for (const node of suspects) {
    const weight = ejectedWeight + rotationWeight(node);
    if (weight > softShareMax * capacity || ejected.size + 1 >= up.length) continue;
    ejected.add(node);
    ejectedWeight = weight;
  }
  return ejected;
}

function canHelp(node: NodeStatus): boolean {
  return (
    !node.isHardOut &&
    !node.isUnproven &&
    (node.state === "standby" || (node.state === "active" && node.weight > 0))
  );
}

function totalWeight(nodes: readonly NodeStatus[]): number {
  return nodes.reduce((sum, node) => sum + rotationWeight(node), 0);
}

function healthyWeight(nodes: readonly NodeStatus[]): number {
  return nodes.reduce((sum, node) => sum + rotationWeight(node) * healthFactor(node.slowness), 0);
}
