import { z } from "zod";
import { Reason, TargetState, Weight } from "../fleet.ts";
import { RevisionString } from "../ids.ts";
import { VersionSplit } from "../routing/version-split.ts";

/** What follows a drain when its deadline is reached. */
export const DrainThen = z.enum(["standby", "cordon"]);
export type DrainThen = z.infer<typeof DrainThen>;

export const DrainInput = z.object({
  /** From now to the deadline. */
  minutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60),
  then: DrainThen,
});
export type DrainInput = z.infer<typeof DrainInput>;

export const DrainView = z.object({ ownerName: z.string(), deadlineAt: z.date(), then: DrainThen });
export type DrainView = z.infer<typeof DrainView>;

const desired = {
  state: TargetState,
  weight: Weight,
  /** Given for the state `drain` and no other. A drain that stands keeps its deadline when it is left out. */
  drain: DrainInput.optional(),
};
const drainOnlyWithState = {
  check: ({ state, drain }: { state: TargetState; drain?: DrainInput | undefined }) =>
    drain === undefined || state === "drain",
  message: "expected a drain only with the state drain",
};

export const DesiredRegion = z
  .object({ regionId: z.string(), ...desired })
  .refine(drainOnlyWithState.check, { error: drainOnlyWithState.message, path: ["drain"] });
export type DesiredRegion = z.infer<typeof DesiredRegion>;
export const DesiredNode = z
  .object({ nodeId: z.string(), ...desired })
  .refine(drainOnlyWithState.check, { error: drainOnlyWithState.message, path: ["drain"] });
export type DesiredNode = z.infer<typeof DesiredNode>;

/**
 * Where requests that enter in an origin go: targets not named stay as they are. `baseRevision` is the revision that
 * the caller saw; when the origin was changed since, the answer is CONFLICT and says by whom.
 */
export const ShiftTrafficInput = z.object({
  originRegionId: z.string(),
  baseRevision: RevisionString,
  targets: z.array(DesiredRegion).min(1).max(256),
  reason: Reason,
});
export type ShiftTrafficInput = z.infer<typeof ShiftTrafficInput>;

/** States and weights of a region's nodes, for all origins; nodes not named stay as they are. */
export const ShiftNodesInput = z.object({
  regionId: z.string(),
  baseRevision: RevisionString,
  nodes: z.array(DesiredNode).min(1).max(4096),
  reason: Reason,
});
export type ShiftNodesInput = z.infer<typeof ShiftNodesInput>;

/** Puts back what a change of traffic replaced. Only the newest change of an origin or a region's nodes can be undone. */
export const UndoTrafficInput = z.object({ revision: RevisionString, reason: Reason.optional() });
export type UndoTrafficInput = z.infer<typeof UndoTrafficInput>;

/** How far a revision has come among the gateways that it concerns. */
export const Convergence = z.object({
  gateways: z.number().int(),
  acked: z.number().int(),
  /** Report that it is in effect. */
  observed: z.number().int(),
  /** Not connected: they follow when they are back. */
  away: z.number().int(),
  nacks: z.array(z.object({ gatewayName: z.string(), field: z.string(), reason: z.string() })),
  /** Of those that acknowledged this very revision, the last, and how long after the commit. */
  slowest: z.object({ gatewayName: z.string(), ms: z.number() }).nullable(),
});
export type Convergence = z.infer<typeof Convergence>;

/** From commit to an agent's acknowledgement, over all changes that this console sent to connected agents since it started. */
export const ApplyTimes = z.object({ acks: z.number().int().min(1), p50Ms: z.number(), p99Ms: z.number() });
export type ApplyTimes = z.infer<typeof ApplyTimes>;

export const TrafficTargetView = z.object({
  regionId: z.string(),
  state: TargetState,
  weight: Weight,
  drain: DrainView.nullable(),
});
export type TrafficTargetView = z.infer<typeof TrafficTargetView>;

/** A gateway that keeps a node out of rotation, and why; times are the console's. */
export const NodeOutView = z.object({
  gatewayId: z.string(),
  gatewayName: z.string(),
  rule: z.string(),
  evidence: z.string().nullable(),
  since: z.date(),
  /** Null: no time was promised. */
  earliestReturn: z.date().nullable(),
});
export type NodeOutView = z.infer<typeof NodeOutView>;

/** How a gateway stands to the table that it should have now. */
export const GatewayStandingView = z.object({
  id: z.string(),
  name: z.string(),
  regionId: z.string(),
  /** Of the snapshot that it reports to run by. */
  revision: RevisionString.nullable(),
  isInEffect: z.boolean(),
  isAway: z.boolean(),
});
export type GatewayStandingView = z.infer<typeof GatewayStandingView>;

export const TrafficNodeView = z.object({
  id: z.string(),
  name: z.string(),
  state: TargetState,
  weight: Weight,
  drain: DrainView.nullable(),
  isReady: z.boolean(),
  /** Name of the version that it answers with. */
  version: z.string().nullable(),
  /** Empty while every gateway has it in rotation. */
  out: z.array(NodeOutView),
});
export type TrafficNodeView = z.infer<typeof TrafficNodeView>;

/** Part of an origin's requests that asks for a version of its own. */
export const SplitView = z.object({
  /** The `baseRevision` of the next change of it. */
  revision: RevisionString,
  /** Null: requests that name no version are answered by what their node answers with. */
  current: z
    .object({ modelVersionId: z.string(), name: z.string(), percent: VersionSplit.shape.percent })
    .nullable(),
  /** Versions that a node with traffic of this origin holds ready beside the one that it answers with. */
  choices: z.array(z.object({ modelVersionId: z.string(), name: z.string() })),
});
export type SplitView = z.infer<typeof SplitView>;

/** `split` null ends it. Like a shift it rests on the revision that the caller saw. */
export const SplitVersionsInput = z.object({
  originRegionId: z.string(),
  baseRevision: RevisionString,
  split: z.object({ modelVersionId: z.string(), percent: VersionSplit.shape.percent }).nullable(),
  reason: Reason,
});
export type SplitVersionsInput = z.infer<typeof SplitVersionsInput>;

export const OriginView = z.object({
  regionId: z.string(),
  /** The `baseRevision` of the next change. */
  revision: RevisionString,
  targets: z.array(TrafficTargetView),
  split: SplitView,
  convergence: Convergence,
});
export type OriginView = z.infer<typeof OriginView>;

export const RegionNodesView = z.object({
  regionId: z.string(),
  revision: RevisionString,
  nodes: z.array(TrafficNodeView),
  convergence: Convergence,
});
export type RegionNodesView = z.infer<typeof RegionNodesView>;

export const TrafficView = z.object({
  regions: z.array(z.object({ id: z.string(), name: z.string(), label: z.string() })),
  origins: z.array(OriginView),
  nodes: z.array(RegionNodesView),
  gateways: z.array(GatewayStandingView),
  /** Null before the first acknowledgement. */
  applyTimes: ApplyTimes.nullable(),
});
export type TrafficView = z.infer<typeof TrafficView>;

/** One entry of the history of an origin or of a region's nodes. */
export const TrafficChangeView = z.object({
  revision: RevisionString,
  at: z.date(),
  kind: z.string(),
  subject: z.object({ type: z.enum(["traffic", "nodes"]), id: z.string() }),
  actorName: z.string(),
  reason: z.string().nullable(),
  undoOf: RevisionString.nullable(),
  /** What was set before and after: targets by region or node id, with the names of that time. */
  before: z.array(z.object({ id: z.string(), name: z.string(), state: TargetState, weight: Weight })),
  after: z.array(z.object({ id: z.string(), name: z.string(), state: TargetState, weight: Weight })),
  /** The newest change of its subject, and there is something to put back. */
  canUndo: z.boolean(),
});
export type TrafficChangeView = z.infer<typeof TrafficChangeView>;

/** What a change of traffic came to: gateways follow this revision. */
export const TrafficChanged = z.object({ revision: RevisionString });
export type TrafficChanged = z.infer<typeof TrafficChanged>;

/** The newest first; `cursor` is the `nextCursor` of the page before. */
export const ListTrafficChangesInput = z.object({
  subjectType: z.enum(["traffic", "nodes"]).optional(),
  /** The origin's or the region's id. */
  subjectId: z.string().max(40).optional(),
  limit: z.number().int().min(1).max(200).default(20),
  cursor: RevisionString.optional(),
});
export type ListTrafficChangesInput = z.infer<typeof ListTrafficChangesInput>;

export const TrafficChangesPage = z.object({
  changes: z.array(TrafficChangeView),
  /** Null: there are no older ones. */
  nextCursor: RevisionString.nullable(),
});
export type TrafficChangesPage = z.infer<typeof TrafficChangesPage>;

/**
 * Says what is wrong with a set of targets, or null. At least one active target needs a weight above 0: an origin
 * without one serves nobody but by failover.
 */
export function weightsProblem(targets: readonly { state: TargetState; weight: Weight }[]): string | null {
  const serves = targets.some(({ state, weight }) => state === "active" && weight > 0);
  return serves ? null : "expected at least one active target with a weight above 0";
}
