import { regionShares, type RegionShare } from "@meridian/contracts";
import type { RoutedNode, RoutedRegion, RoutingTable } from "./routing-table.ts";
import { rotationOf, rotationWeight, type NodeStanding, type Rotation } from "./rotation.ts";

/** While a node warms up its share moves: shares are computed anew this often. */
const slowStartTickMs = 250;

/** A node as a target of the round robin; `weight` is 0 while it gets no traffic. */
export type Target = { id: string; node: RoutedNode; weight: number };

export type RegionTraffic = {
  id: string;
  state: RoutedRegion["state"];
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

type Standing = NodeStanding & { node: RoutedNode };
type JudgedRegion = { region: RoutedRegion; rotation: Rotation<Standing> };

/** Judges all evidence at `nowMs`. `onRotationChange` is told of nodes that left or joined the rotation, or why anew. */
export function viewTraffic(
  table: RoutingTable,
  nowMs: number,
  onRotationChange: (node: RoutedNode) => void,
): TrafficView {
  const judged = table.regions.map((region): JudgedRegion => {
    const standings = region.nodes.map((node) => standingOf(node, nowMs));
    return { region, rotation: rotationOf(standings) };
  });
  const shares = new Map(sharesOf(judged).map((share) => [share.id, share]));
  const changed = judged.flatMap((one) => settle(one, shares.get(one.region.id), nowMs));
  const regions = judged.map((one) => trafficOf(one, shares.get(one.region.id), nowMs));
  const validUntilMs = Math.min(...[...table.nodes.values()].map((node) => nextTurnMs(node, nowMs)));
  for (const node of changed) onRotationChange(node);
  return { regions, shares: regions.map(({ id, share }) => ({ id, weight: share })), validUntilMs };
}

/** Writes the verdicts down; returns the nodes whose verdict is new. */
function settle(
  { region, rotation }: JudgedRegion,
  share: RegionShare | undefined,
  nowMs: number,
): RoutedNode[] {
  const ejected = new Set(share?.isPanic ? [] : rotation.ejected.map(({ node }) => node));
  return region.nodes.filter((node) => {
    const { evidence } = node.upstream;
    const soft = ejected.has(node) ? evidence.soft(nowMs) : null;
    return evidence.settle(evidence.hard(nowMs) ?? soft, nowMs);
  });
}

function standingOf(node: RoutedNode, nowMs: number): Standing {
  return {
    node,
    state: node.state,
    weight: node.weight,
    isHardOut: node.upstream.evidence.hard(nowMs) !== null,
    softSinceMs: node.upstream.evidence.soft(nowMs)?.sinceMs ?? null,
  };
}

/** When time alone changes what a node gets: an ejection ends, or slow start goes on. */
function nextTurnMs({ upstream: { evidence } }: RoutedNode, nowMs: number): number {
  const ends = [evidence.hard(nowMs), evidence.soft(nowMs)].map((standing) => standing?.untilMs ?? Infinity);
  return Math.min(...ends, evidence.slowStart(nowMs) < 1 ? nowMs + slowStartTickMs : Infinity);
}

function sharesOf(judged: readonly JudgedRegion[]): RegionShare[] {
  return regionShares(
    judged.map(({ region: { id, state, weight }, rotation: { healthyShare, hardHealthyShare } }) => ({
      id,
      state,
      weight,
      healthyShare,
      hardHealthyShare,
    })),
  );
}

function trafficOf(
  { region, rotation }: JudgedRegion,
  share: RegionShare | undefined,
  nowMs: number,
): RegionTraffic {
  const isPanic = share?.isPanic ?? false;
  const serving = new Set((isPanic ? rotation.servingInPanic : rotation.serving).map(({ node }) => node));
  const targets = region.nodes.map((node) => ({
    id: node.id,
    node,
    weight: serving.has(node) ? rotationWeight(node) * node.upstream.evidence.slowStart(nowMs) : 0,
  }));
  return {
    id: region.id,
    state: region.state,
    share: share?.share ?? 0,
    healthyShare: rotation.healthyShare,
    isPanic,
    targets,
    totalWeight: targets.reduce((sum, { weight }) => sum + weight, 0),
    reserves: rotation.reserves.map(({ node }) => node).filter((node) => !serving.has(node)),
  };
}
