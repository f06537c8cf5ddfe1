import type { GatewayLimits, MemberState } from "@meridian/contracts/fleet";
import type { VersionSplit } from "@meridian/contracts/routing";
import {
  type GatewayBearers,
  type GatewaySnapshot,
  routingTableHash,
  type SnapshotNode,
} from "@meridian/contracts/wire";
import type { NodeEvidence } from "../evidence/node-evidence.ts";
import type { Upstream } from "../evidence/upstream.ts";
import { NodeAuthorization } from "./node-authorization.ts";

export type RoutedNode = {
  id: string;
  name: string;
  url: string;
  authorization: NodeAuthorization;
  state: MemberState;
  weight: number;
  regionId: string;
  upstream: Upstream;
  evidence: NodeEvidence;
};

export type RoutedRegion = {
  id: string;
  name: string;
  state: MemberState;
  weight: number;
  nodes: readonly RoutedNode[];
};

/** Where requests may go. Never changed: a new snapshot makes a new table, and requests in flight keep theirs. */
export type RoutingTable = {
  regions: readonly RoutedRegion[];
  nodes: ReadonlyMap<string, RoutedNode>;
  limits: GatewayLimits;
  hash: string;
  /** The gateway itself. */
  self: { id: string; name: string; region: string };
  /** Nodes that the snapshot calls unproven. */
  unproven: readonly string[];
  /** Gateways that clients may turn to. */
  gateways: GatewaySnapshot["gateways"];
  /** Names and digests that requests may ask for. */
  versions: ReadonlySet<string>;
  split: VersionSplit | undefined;
};

/** `bearers`: the gateway's own, by node id. */
export async function buildRoutingTable(
  snapshot: GatewaySnapshot,
  upstreamFor: (node: SnapshotNode) => Upstream,
  bearers: GatewayBearers["nodes"] = {},
): Promise<RoutingTable> {
  const hash = await routingTableHash(snapshot.regions, snapshot.split);
  const regions = snapshot.regions.map(({ id, name, state, weight, nodes }) => ({
    id,
    name,
    state,
    weight,
    nodes: nodes.map((node) => routedNode(node, id, upstreamFor(node), bearers[node.id])),
  }));
  const nodes = new Map(regions.flatMap((region) => region.nodes.map((node) => [node.id, node] as const)));
  const { agentId, agentName, region, gateways, limits, versions, split } = snapshot;
  return {
    regions,
    nodes,
    limits,
    hash,
    unproven: snapshot.regions.flatMap((region) =>
      region.nodes.filter(({ isUnproven }) => isUnproven).map(({ id }) => id),
    ),
    self: { id: agentId, name: agentName, region: region.name },
    gateways,
    versions: new Set(versions.flatMap(({ name, digest }) => [name, digest])),
    split,
  };
}

/** The bearer in a snapshot comes from a console that gives this gateway none of its own. */
function routedNode(
  { id, name, url, bearer, state, weight }: SnapshotNode,
  regionId: string,
  upstream: Upstream,
  own: readonly string[] = [],
): RoutedNode {
  const { evidence } = upstream;
  const authorization = new NodeAuthorization(bearer === undefined ? own : [bearer]);
  evidence.recordBearer(authorization.header !== undefined);
  return { id, name, url, authorization, state, weight, regionId, upstream, evidence };
}

/** Dotted path and reason of what a table cannot be built from; null when all is well. */
export function findTableFault(snapshot: GatewaySnapshot): { field: string; reason: string } | null {
  const regionIds = new Set<string>();
  const nodeIds = new Set<string>();
  for (const [r, region] of snapshot.regions.entries()) {
    if (regionIds.has(region.id))
      return { field: `regions.${r}.id`, reason: `region ${region.id} comes twice` };
    regionIds.add(region.id);
    for (const [n, node] of region.nodes.entries()) {
      const field = `regions.${r}.nodes.${n}.id`;
      if (nodeIds.has(node.id)) return { field, reason: `node ${node.id} comes twice` };
      nodeIds.add(node.id);
    }
  }
  return null;
}
