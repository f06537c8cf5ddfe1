import { stricterState } from "@meridian/contracts/fleet";
import type { RegionTraffic, TrafficView } from "@meridian/contracts/routing";
import type { RotationView } from "@meridian/contracts/wire";
import type { RoutedNode, RoutedRegion, RoutingTable } from "../choice/routing-table.ts";

/** Nodes out of rotation, and why. Times are spans as of `nowMs`. */
export function rotationViews(table: RoutingTable, nowMs: number): RotationView[] {
  return [...table.nodes.values()].flatMap((node) => rotationViewOf(node, nowMs) ?? []);
}

/** The whole table with what each target gets and why; bearers stay out. */
export function routingView(table: RoutingTable, { regions }: TrafficView<RoutedNode>, nowMs: number) {
  const traffic = new Map(regions.map((region) => [region.id, region]));
  return {
    tableHash: table.hash,
    split: table.split ?? null,
    regions: table.regions.map((region) => regionView(region, traffic.get(region.id), nowMs)),
  };
}

function regionView(region: RoutedRegion, traffic: RegionTraffic<RoutedNode> | undefined, nowMs: number) {
  const { id, name, state, weight, nodes } = region;
  const { share = 0, healthyShare = 0, isPanic = false, totalWeight = 0, targets = [] } = traffic ?? {};
  const factors = new Map(targets.map(({ id: nodeId, factor }) => [nodeId, factor]));
  const shares = new Map(targets.map((target) => [target.id, (share * target.weight) / (totalWeight || 1)]));
  return {
    ...{ id, name, state, weight, share, healthyShare, isPanic },
    nodes: nodes.map((node) => ({
      ...{ id: node.id, name: node.name, url: node.url, weight: node.weight },
      state: stricterState(state, node.state),
      share: shares.get(node.id) ?? 0,
      slowStart: node.evidence.verdict.slowStart(nowMs),
      healthFactor: factors.get(node.id) ?? 1,
      pace: paceOf(node, nowMs),
      rotation: rotationViewOf(node, nowMs),
    })),
  };
}

/** `pace` and `ratio` are what this answer has always called a node's slowness. */
function paceOf({ evidence }: RoutedNode, nowMs: number) {
  const { value, cause } = evidence.slowness.at(nowMs);
  return { ratio: value, cause };
}

function rotationViewOf({ id, upstream, evidence }: RoutedNode, nowMs: number): RotationView | null {
  const out = evidence.verdict.outOfRotation;
  if (!out) return null;
  return {
    nodeId: id,
    isIn: false,
    rule: out.rule,
    evidence: out.detail,
    sinceMs: Math.round(nowMs - out.sinceMs),
    earliestReturnMs: Math.max(0, Math.round(upstream.earliestReturnMs(nowMs) - nowMs)),
  };
}
