import { z } from "zod";
import { RevisionString, Sha256Hex } from "../ids.ts";
import { AnyId } from "../text.ts";

/** Version of the bearers' shape; readers ignore unknown fields. */
export const bearersSchemaVersion = 1;

/**
 * An agent that names this among the capabilities of its enrolment and hello takes `agent:bearers`. The console gives
 * it bearers in no snapshot, and to any other agent as before: one for each node, in `bearer` and `bearers`. By a capability, not
 * by the protocol's number: a console that knows no bearers of their own takes such an agent in, too.
 */
export const ownBearers = "own-bearers";

const header = {
  schemaVersion: z.number().int().min(1),
  epoch: z.number().int().min(1),
  revision: RevisionString,
  agentId: z.string(),
  /** The same for the same bearers, whichever console made them and when. */
  version: Sha256Hex,
};

/** What a node checks gateways by: it learns no bearer, and can show none to another node. */
export const NodeBearers = z.object({
  ...header,
  role: z.literal("inference"),
  /** sha256 of each bearer that is valid. */
  accepted: z.array(Sha256Hex).max(8192),
  /** Of those that were replaced: valid for `leavingMs` from when the node got this, by its own monotonic clock. */
  leaving: z.array(Sha256Hex).max(8192),
  leavingMs: z.number().int().min(0).max(600_000),
});
export type NodeBearers = z.infer<typeof NodeBearers>;

/** What a gateway shows to nodes, by node id: the newest first, then those that a node may still go by. */
export const GatewayBearers = z.object({
  ...header,
  role: z.literal("gateway"),
  nodes: z.record(AnyId, z.array(z.string().min(16).max(200)).min(1).max(8)),
});
export type GatewayBearers = z.infer<typeof GatewayBearers>;

export const Bearers = z.discriminatedUnion("role", [NodeBearers, GatewayBearers]);
export type Bearers = z.infer<typeof Bearers>;
