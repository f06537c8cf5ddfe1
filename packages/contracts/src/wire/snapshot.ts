import { z } from "zod";
import { hashOf } from "./canonical-json.ts";
import { AgentUrl, GatewayLimits, InferenceLimits, Precision, MemberState, Weight } from "../fleet.ts";
import { RevisionString, Sha256Hex } from "../ids.ts";
import { VersionSplit } from "../routing/version-split.ts";
import { ClientKeys } from "./client-keys.ts";
import { ClientGateway } from "./where.ts";

/** Version of the snapshot's shape. Readers ignore unknown fields and accept every version up to their own. */
export const snapshotSchemaVersion = 1;

export const ModelFile = z.object({
  path: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "expected a plain file name"),
  sha256: Sha256Hex,
  sizeBytes: z.number().int().min(0),
});
export type ModelFile = z.infer<typeof ModelFile>;

/** A model version that a node must hold ready. */
export const DesiredModel = z.object({
  name: z.string().min(1).max(100),
  digest: Sha256Hex,
  precision: Precision,
  files: z.array(ModelFile).min(1).max(64),
});
export type DesiredModel = z.infer<typeof DesiredModel>;

const header = {
  schemaVersion: z.number().int().min(1),
  epoch: z.number().int().min(1),
  revision: RevisionString,
  agentId: z.string(),
  agentName: z.string(),
  region: z.object({ id: z.string(), name: z.string() }),
  /** sha256 of the tokens that open `/metrics`; older consoles send none. None: it is open on loopback alone. */
  scrapeTokens: z.array(Sha256Hex).max(8).optional(),
};

/** Everything an inference node should obey, whole. */
export const InferenceSnapshot = z.object({
  ...header,
  role: z.literal("inference"),
  models: z.array(DesiredModel).max(8),
  /** Digest that requests without a version are answered by; null while nothing is assigned. */
  defaultDigest: Sha256Hex.nullable(),
  limits: InferenceLimits,
  /** Bearer that any gateway shows. For nodes that take no bearers of their own (`ownBearers`), and from older consoles. */
  bearers: z.array(z.string().min(16)).min(1).max(2).optional(),
});
export type InferenceSnapshot = z.infer<typeof InferenceSnapshot>;

export const SnapshotNode = z.object({
  id: z.string(),
  name: z.string(),
  url: AgentUrl,
  /** For gateways that take no bearers of their own (`ownBearers`), and from older consoles. */
  bearer: z.string().min(16).optional(),
  state: MemberState,
  weight: Weight,
  /** No gateway has found it ready yet: until then it gets no traffic and is no loss. Older gateways do not know it. */
  isUnproven: z.literal(true).optional(),
  /** Its certificate is the fleet's own (`meshListener`). Older gateways do not know it, and trust no such certificate. */
  isMesh: z.literal(true).optional(),
});
export type SnapshotNode = z.infer<typeof SnapshotNode>;

/** A region as seen from the gateway's own region (the origin). */
export const SnapshotRegion = z.object({
  id: z.string(),
  name: z.string(),
  state: MemberState,
  weight: Weight,
  nodes: z.array(SnapshotNode).max(4096),
});
export type SnapshotRegion = z.infer<typeof SnapshotRegion>;

/** Everything a gateway should obey, whole. */
export const GatewaySnapshot = z.object({
  ...header,
  role: z.literal("gateway"),
  regions: z.array(SnapshotRegion).max(256),
  /** Versions a client may ask for by name. */
  versions: z.array(z.object({ name: z.string(), digest: Sha256Hex })).max(64),
  /** Absent: requests without a version get what their node answers with. */
  split: VersionSplit.optional(),
  /** Gateways that clients may use, this one included; older consoles send none. */
  gateways: z
    .array(ClientGateway.extend({ id: z.string() }))
    .max(4096)
    .default([]),
  /** API keys of clients; absent: there are none, and nobody is asked for one. Older gateways do not know it. */
  clientKeys: ClientKeys.optional(),
  limits: GatewayLimits,
});
export type GatewaySnapshot = z.infer<typeof GatewaySnapshot>;

type HashedRegion = Omit<SnapshotRegion, "nodes"> & {
  nodes: readonly Omit<SnapshotNode, "bearer" | "isUnproven" | "isMesh">[];
};

/**
 * sha256 over what a routing table routes by: regions, nodes, URLs, states and weights, without the bearers, what is unproven and who certified whom, and the version
 * split if there is one. Without a split the hash equals that of older agents, which know none.
 */
export function routingTableHash(regions: readonly HashedRegion[], split?: VersionSplit): Promise<string> {
  const hashed = regions.map((region) => ({
    id: region.id,
    name: region.name,
    state: region.state,
    weight: region.weight,
    nodes: region.nodes.map(({ id, name, url, state, weight }) => ({ id, name, url, state, weight })),
  }));
  return hashOf(split ? { regions: hashed, split } : hashed);
}

export const Snapshot = z.discriminatedUnion("role", [InferenceSnapshot, GatewaySnapshot]);
export type Snapshot = z.infer<typeof Snapshot>;

/** A snapshot on the wire and on disk: the exact bytes and their sha256. */
export const SnapshotEnvelope = z.object({ sha256: Sha256Hex, body: z.string().max(8_000_000) });
export type SnapshotEnvelope = z.infer<typeof SnapshotEnvelope>;

/** A point in the order of snapshots: first by epoch, then by revision. */
export const Position = z.object({
  epoch: z.number().int().min(0).describe("Raised once after each restore of the database from a backup."),
  revision: RevisionString,
});
export type Position = z.infer<typeof Position>;

/** Negative when `a` is older than `b`, 0 when equal, positive when newer. */
export function comparePositions(a: Position, b: Position): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  const difference = BigInt(a.revision) - BigInt(b.revision);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
