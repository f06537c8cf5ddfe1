import type { MemberState } from "../../fleet.ts";
import type { Evidence } from "../ejection.ts";
import { planTraffic, type RegionPlan, type RegionStatus, type ServingNode } from "../traffic-plan.ts";
import type { Verdict } from "./verdict.ts";

/** Time alone moves shares (slow start, stalls, ejections that end): a view is judged anew after this long. */
const validForMs = 100;
/** A slow node that keeps less than this much of its weight counts as out of rotation. */
const factorMin = 0.5;

/** What a gateway knows of one node. Only the judge writes, and only to `verdict`. */
export interface UpstreamEvidence {
  readonly verdict: Verdict;
  /** Neither this gateway nor another one has found it ready yet. */
  readonly isUnproven: boolean;
  /** Why the node must get nothing; null when nothing is known against it. */
  hard(nowMs: number): Evidence | null;
  /** Why the node should get nothing as long as enough others are left. */
  soft(nowMs: number): Evidence | null;
  /** False once it is known that the node cannot answer with this version, named or by digest. */
  mayHold(version: string): boolean;
  hasAnsweredRecently(nowMs: number): boolean;
}

export type RoutableNode = {
  id: string;
  regionId: string;
  state: MemberState;
  weight: number;
  evidence: UpstreamEvidence;
};

export type RoutableRegion<N extends RoutableNode> = {
  id: string;
  state: MemberState;
  weight: number;
  nodes: readonly N[];
};

/** A node as a target of the round robin; `weight` is 0 while it gets no traffic, `factor` is h. */
export type Target<N extends RoutableNode> = { id: string; node: N; weight: number; factor: number };

export type RegionTraffic<N extends RoutableNode> = {
  id: string;
  state: MemberState;
  /** Of the origin's requests, 0–1. */
  share: number;
  healthyShare: number;
  isPanic: boolean;
  targets: readonly Target<N>[];
  totalWeight: number;
  /** Nodes beyond the targets that can take failover. */
  reserves: readonly N[];
};

/** Where traffic goes as of one moment; stale at `validUntilMs`, or when evidence or the regions change. */
export type TrafficView<N extends RoutableNode> = {
  regions: readonly RegionTraffic<N>[];
  /** The regions as targets of the round robin. */
  shares: readonly { id: string; weight: number }[];
  validUntilMs: number;
};

/** Told of every pick, and of what each node was expected to get of it. */
export interface PickCounts {
  picked(nodeId: string): void;
  /** `picks` were made while the node's share was `share`. */
  expected(nodeId: string, share: number, picks: number): void;
}

type Judged<N> = ServingNode & { node: N };
type Planned<N extends RoutableNode> = { region: RegionStatus<Judged<N>>; plan: RegionPlan<Judged<N>> };

/**
 * Judges all evidence at `nowMs` and writes the verdicts down. `changed`: the nodes that left or joined the rotation, or
 * are out for another reason than before.
 */
export function judgeTraffic<N extends RoutableNode>(
  regions: readonly RoutableRegion<N>[],
  nowMs: number,
): { view: TrafficView<N>; changed: N[] } {
  for (const { nodes } of regions) for (const { evidence } of nodes) evidence.verdict.judgeSlowness(nowMs);
  const planned = planOf(regions, nowMs);
  const changed = planned.flatMap((one) => settle(one, nowMs));
  // A node that returned may have begun a slow start, which changes the weights.
  const settled = changed.length > 0 ? planOf(regions, nowMs) : planned;
  return { view: viewOf(settled.map(trafficOf), nowMs), changed };
}

function viewOf<N extends RoutableNode>(regions: readonly RegionTraffic<N>[], nowMs: number): TrafficView<N> {
  const shares = regions.map(({ id, share }) => ({ id, weight: share }));
  return { regions, shares, validUntilMs: nowMs + validForMs };
}

function planOf<N extends RoutableNode>(routable: readonly RoutableRegion<N>[], nowMs: number): Planned<N>[] {
  const regions = routable.map(({ id, state, weight, nodes }) => ({
    ...{ id, state, weight },
    nodes: nodes.map((node) => judgedOf(node, nowMs)),
  }));
  const plans = planTraffic(regions);
  return regions.flatMap((region, index) => {
    const plan = plans[index];
    return plan ? [{ region, plan }] : [];
  });
}

/** Returns the nodes whose verdict is new. */
function settle<N extends RoutableNode>({ region, plan }: Planned<N>, nowMs: number): N[] {
  const ejected = new Set(plan.isPanic ? [] : plan.rotation.ejected);
  const news = region.nodes.filter((judged, index) => {
    const { evidence } = judged.node;
    const isSlow = (plan.factors[index] ?? 1) < factorMin;
    const slow = isSlow ? evidence.verdict.slow(nowMs) : null;
    const soft = ejected.has(judged) ? evidence.soft(nowMs) : slow;
    const hard = judged.isHardOut ? evidence.hard(nowMs) : null;
    return evidence.verdict.settle(hard ?? soft, nowMs);
  });
  return news.map(({ node }) => node);
}

function judgedOf<N extends RoutableNode>(node: N, nowMs: number): Judged<N> {
  const { evidence, state, weight } = node;
  return {
    node,
    state,
    weight,
    isHardOut: evidence.hard(nowMs) !== null,
    isUnproven: evidence.isUnproven,
    softSinceMs: evidence.soft(nowMs)?.sinceMs ?? null,
    slowness: evidence.verdict.slowness(nowMs),
    slowStart: evidence.verdict.slowStart(nowMs),
  };
}

function trafficOf<N extends RoutableNode>({ region, plan }: Planned<N>): RegionTraffic<N> {
  const { rotation, isPanic, factors, weights } = plan;
  const serving = new Set(isPanic ? rotation.servingInPanic : rotation.serving);
  const targets = region.nodes.map(({ node }, index): Target<N> => {
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
    reserves: rotation.reserves.filter((judged) => !serving.has(judged)).map(({ node }) => node),
  };
}
