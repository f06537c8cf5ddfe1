import { z } from "zod";
import { ObservedSlot, RotationView } from "../wire/agent-protocol.ts";
import { AgentRole, Presence, TargetState, Weight } from "../fleet.ts";
import { Position } from "../wire/snapshot.ts";

/** One agent as the fleet page shows it; live figures come on their own (operator-protocol.ts). */
export const AgentView = z.object({
  id: z.string(),
  name: z.string(),
  role: AgentRole,
  regionId: z.string(),
  advertisedUrl: z.string(),
  state: TargetState,
  weight: Weight,
  /** Share of its region's weight among active nodes, 0–1; null for gateways and nodes out of weight. */
  weightShare: z.number().nullable(),
  agentVersion: z.string().nullable(),
  enrolledAt: z.date(),
  connectedAt: z.date().nullable(),
  lastSeenAt: z.date().nullable(),
  /** What it should run by, what it acknowledged, what it reports. */
  target: Position.nullable(),
  acked: Position.nullable(),
  nack: z.object({ field: z.string(), reason: z.string() }).nullable(),
  observed: z
    .object({
      position: Position.nullable(),
      outcome: z.string(),
      reason: z.string().nullable(),
      at: z.date(),
    })
    .nullable(),
  isReady: z.boolean(),
  slots: z.array(ObservedSlot),
  /** Name of the version that a node answers with. */
  answersWith: z.string().nullable(),
  clockSkewMs: z.number().nullable(),
  /** Gateways' views of this node, where it is out of rotation. */
  outOfRotation: z.array(RotationView.extend({ gatewayId: z.string(), gatewayName: z.string() })),
});
export type AgentView = z.infer<typeof AgentView>;

export const RegionView = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  agents: z.array(AgentView),
});
export type RegionView = z.infer<typeof RegionView>;

export const FleetView = z.object({ revision: z.string(), regions: z.array(RegionView) });
export type FleetView = z.infer<typeof FleetView>;

/** Something that happened to an agent without anybody's decision. */
export const FleetEventView = z.object({
  id: z.string(),
  at: z.date(),
  kind: z.string(),
  agentId: z.string().nullable(),
  regionId: z.string().nullable(),
  details: z.unknown(),
});
export type FleetEventView = z.infer<typeof FleetEventView>;

/** What the tester may be pointed at. */
export const TesterOptions = z.object({
  regions: z.array(
    z.object({ id: z.string(), name: z.string(), label: z.string(), hasLiveGateway: z.boolean() }),
  ),
  nodes: z.array(z.object({ id: z.string(), name: z.string(), regionId: z.string(), presence: Presence })),
  versions: z.array(z.object({ name: z.string(), digest: z.string() })),
});
export type TesterOptions = z.infer<typeof TesterOptions>;

/** Input of the tester: addresses through a gateway of a region, or straight to one node. */
export const TestParseInput = z.object({
  /** Gateway's region; the newest live gateway of it is asked. */
  regionId: z.string(),
  nodeId: z.string().optional(),
  version: z.string().max(100).optional(),
  addresses: z.array(z.string().max(4000)).min(1).max(20),
});
export type TestParseInput = z.infer<typeof TestParseInput>;

export const TestParseResult = z.object({
  requestId: z.string(),
  /** HTTP status that a client would have got. */
  status: z.number().int(),
  /** A ParseResponse, or an error body when the status says so. */
  body: z.unknown(),
  serverTiming: z.string().nullable(),
  viaGateway: z.object({ id: z.string(), name: z.string() }),
  roundTripMs: z.number(),
});
export type TestParseResult = z.infer<typeof TestParseResult>;
