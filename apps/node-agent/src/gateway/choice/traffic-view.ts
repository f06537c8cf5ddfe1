import type { TargetState } from "@meridian/contracts/fleet";
import {
  type Evidence,
  planTraffic,
  type RegionPlan,
  type RegionStanding,
  type Servant,
} from "@meridian/contracts/routing";
import type { RoutedNode, RoutingTable } from "./routing-table.ts";

/** Time alone moves shares (warming up, stalls, ejections that end): they are computed anew this often. */
const validForMs = 100;
/** Under this much of its weight a slow node counts as out of rotation. */
const factorMin = 0.5;

/** A node as a target of the round robin; `weight` is 0 while it gets no traffic, `factor` is h. */
export type Target = { id: string; node: RoutedNode; weight: number; factor: number };

export type RegionTraffic = {
  id: string;
  state: TargetState;
  /** Of the origin's requests, 0–1. */
  share: number;
  healthyShare: number;
  isPanic: boolean;
  targets: readonly Target[];
  totalWeight: number;
  /** Nodes that could answer in need, beyond the targets. */
  reserves: readonly RoutedNode[];
};

/** Where traffic goes as of one moment; stale at `validUntilMs`, or when evidence or the table changes. */
export type TrafficView = {
  regions: readonly RegionTraffic[];
  /** The regions as targets of the round robin. */
  shares: readonly { id: string; weight: number }[];
  validUntilMs: number;
};

export const emptyView: TrafficView = { regions: [], shares: [], validUntilMs: Number.POSITIVE_INFINITY };

type Standing = Servant & { node: RoutedNode };
type Planned = { region: RegionStanding<Standing>; plan: RegionPlan<Standing> };

/** Judges all evidence at `nowMs`. `onRotationChange` is told of nodes that left or joined the rotation, or why anew. */
export function viewTraffic(
  table: RoutingTable,
  nowMs: number,
  onRotationChange: (node: RoutedNode) => void,
): TrafficView {
  const planned = planOf(table, nowMs);
  const changed = planned.flatMap((one) => settle(one, nowMs));
  // A return may begin a slow start.
  const regions = (changed.length > 0 ? planOf(table, nowMs) : planned).map(trafficOf);
  const shares = regions.map(({ id, share }) => ({ id, weight: share }));
  for (const node of changed) onRotationChange(node);
  return { regions, shares, validUntilMs: nowMs + validForMs };
}

function planOf(table: RoutingTable, nowMs: number): Planned[] {
  const regions = table.regions.map(({ id, state, weight, nodes }) => ({
    ...{ id, state, weight },
    nodes: nodes.map((node) => standingOf(node, nowMs)),
  }));
  const plans = planTraffic(regions);
  return regions.flatMap((region, index) => {
    const plan = plans[index];
    return plan ? [{ region, plan }] : [];
  });
}

/** Writes the verdicts down; returns the nodes whose verdict is new. */
function settle({ region, plan }: Planned, nowMs: number): RoutedNode[] {
  const ejected = new Set(plan.isPanic ? [] : plan.rotation.ejected);
  const nodes = region.nodes.filter((standing, index) => {
    const { evidence } = standing.node.upstream;
    const isSlow = (plan.factors[index] ?? 1) < factorMin;
    const soft = ejected.has(standing) ? evidence.soft(nowMs) : isSlow ? evidence.slow(nowMs) : null;
    return evidence.settle(hardOf(standing, nowMs) ?? soft, nowMs);
  });
  return nodes.map(({ node }) => node);
}

function hardOf({ node, isHardOut }: Standing, nowMs: number): Evidence | null {
  return isHardOut ? node.upstream.evidence.hard(nowMs) : null;
}

function standingOf(node: RoutedNode, nowMs: number): Standing {
  const { evidence } = node.upstream;
  return {
    node,
    state: node.state,
    weight: node.weight,
    isHardOut: evidence.hard(nowMs) !== null,
    softSinceMs: evidence.soft(nowMs)?.sinceMs ?? null,
    ratio: evidence.ratio(nowMs),
    slowStart: evidence.slowStart(nowMs),
  };
}

function trafficOf({ region, plan }: Planned): RegionTraffic {
  const { rotation, isPanic, factors, weights } = plan;
  const serving = new Set(isPanic ? rotation.servingInPanic : rotation.serving);
  const targets = region.nodes.map(({ node }, index): Target => {
    return { id: node.id, node, weight: weights[index] ?? 0, factor: factors[index] ?? 1 };
  });
  return {
    id: region.id,
    state: region.state,
    share: plan.share,
    healthyShare: rotation.healthyShare,
    isPanic,
    targets,
    totalWeight: targets.reduce((sum, { weight }) => sum + weight, 0),
    reserves: rotation.reserves.filter((standing) => !serving.has(standing)).map(({ node }) => node),
  };
}
