import { z } from "zod";
import { Reason, MemberState, Weight } from "../fleet.ts";
import { AnyId } from "../text.ts";
import { BaseRevision, RevisionString } from "../ids.ts";
import { dryRunField } from "./dry-run.ts";
import { VersionSplit } from "../routing/version-split.ts";

export const DrainThen = z
  .enum(["standby", "cordon"])
  .describe("The state that follows the drain at its deadline.");
export type DrainThen = z.infer<typeof DrainThen>;

export const DrainInput = z.object({
  minutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .describe("Minutes from now to the deadline, 1 to 10080 (7 days)."),
  then: DrainThen,
});
export type DrainInput = z.infer<typeof DrainInput>;

export const DrainView = z.object({
  ownerName: z.string().describe("Who started the drain."),
  deadlineAt: z.date().describe("When the drain ends by itself."),
  then: DrainThen,
});
export type DrainView = z.infer<typeof DrainView>;

/** As a GET shows the drain under way, which stays as it is. */
const ToldDrain = z.object({
  ownerName: z.string().max(1000).describe("As a GET shows it."),
  deadlineAt: z.iso
    .datetime({ offset: true })
    .describe("As a GET shows it; to set another one send minutes."),
  then: DrainThen,
});
const desiredDrain = z
  .union([DrainInput, ToldDrain])
  .nullish()
  .transform((drain) => (drain && "minutes" in drain ? drain : undefined))
  .optional()
  .describe(
    "Only with the state drain. Left out, null, or as a GET shows it: a drain under way keeps its deadline.",
  );

/** Fields of a GET that no change sets: an entry may be sent back as it came. */
const told = <Name extends string>(...names: Name[]) => {
  const field = z.unknown().optional().describe("As a GET shows it; changes nothing.");
  return Object.fromEntries(names.map((name) => [name, field])) as Record<Name, typeof field>;
};

const baseRevision = BaseRevision.describe(
  "The revision that the caller saw, several separated by commas, or * for whichever it is. CONFLICT when somebody made a change since.",
);
const desired = {
  state: MemberState,
  weight: Weight,
  drain: desiredDrain,
};
const drainOnlyWithState = {
  check: ({ state, drain }: { state: MemberState; drain?: DrainInput | undefined }) =>
    drain === undefined || state === "drain",
  message: "expected a drain only with the state drain",
  /** The same for callers, in JSON Schema. */
  schema: {
    anyOf: [
      { properties: { state: { const: "drain" } } },
      { not: { properties: { drain: { type: "object", required: ["minutes"] } }, required: ["drain"] } },
    ],
  },
};

export const DesiredRegion = z
  .object({ regionId: AnyId.describe("Region that serves the origin."), ...desired })
  .refine(drainOnlyWithState.check, { error: drainOnlyWithState.message, path: ["drain"] })
  .meta(drainOnlyWithState.schema);
export type DesiredRegion = z.infer<typeof DesiredRegion>;
export const DesiredNode = z
  .object({
    nodeId: AnyId.describe("Node of the region."),
    ...desired,
    ...told("id", "name", "isReady", "isUnproven", "version", "out"),
  })
  .refine(drainOnlyWithState.check, { error: drainOnlyWithState.message, path: ["drain"] })
  .meta(drainOnlyWithState.schema);
export type DesiredNode = z.infer<typeof DesiredNode>;

/** Moves an origin's traffic. CONFLICT names who changed the origin after `baseRevision`. */
export const ShiftTrafficInput = z.object({
  originRegionId: AnyId.describe("Region in which the requests enter."),
  baseRevision,
  targets: z
    .array(DesiredRegion)
    .min(1)
    .max(256)
    .describe("New states and weights; regions not named stay as they are."),
  reason: Reason,
  ...dryRunField,
});
export type ShiftTrafficInput = z.infer<typeof ShiftTrafficInput>;

export const ShiftNodesInput = z.object({
  regionId: AnyId.describe("The nodes' region."),
  baseRevision,
  nodes: z
    .array(DesiredNode)
    .min(1)
    .max(4096)
    .describe("New states and weights, for all origins; nodes not named stay as they are."),
  reason: Reason,
  ...dryRunField,
});
export type ShiftNodesInput = z.infer<typeof ShiftNodesInput>;

/** Only the newest change of an origin or of a region's nodes can be undone. */
export const UndoTrafficInput = z.object({
  revision: RevisionString.describe("The change to undo."),
  reason: Reason.optional(),
  ...dryRunField,
});
export type UndoTrafficInput = z.infer<typeof UndoTrafficInput>;

export const Convergence = z.object({
  gateways: z.number().int().describe("Gateways that must follow the newest change."),
  acked: z.number().int().describe("How many have acknowledged it."),
  observed: z.number().int().describe("How many report that it is in effect."),
  away: z.number().int().describe("How many are not connected; they follow when they reconnect."),
  nacks: z
    .array(
      z.object({
        gatewayName: z.string().describe("Gateway name."),
        field: z.string().describe("Dotted path of the field at fault; empty: the whole snapshot."),
        reason: z.string().describe("Why it refused the snapshot."),
      }),
    )
    .describe("Gateways that refused it."),
  slowest: z
    .object({
      gatewayName: z.string().describe("Gateway name."),
      ms: z.number().describe("Ms from commit to its acknowledgement."),
    })
    .nullable()
    .describe("The last gateway to acknowledge exactly this revision; null: none has."),
});
export type Convergence = z.infer<typeof Convergence>;

/** From commit to acknowledgement, over all changes that this console sent to connected agents since it started. */
export const ApplyTimes = z.object({
  acks: z.number().int().min(1).describe("Acknowledgements measured."),
  p50Ms: z.number().describe("Median in ms."),
  p99Ms: z.number().describe("99th percentile in ms."),
});
export type ApplyTimes = z.infer<typeof ApplyTimes>;

export const TrafficMemberView = z.object({
  regionId: z.string().describe("Region that serves the origin."),
  state: MemberState,
  weight: Weight,
  drain: DrainView.nullable().describe("The drain under way; null: none."),
});
export type TrafficMemberView = z.infer<typeof TrafficMemberView>;

export const NodeOutView = z.object({
  gatewayId: z.string().describe("Gateway that keeps the node out of rotation."),
  gatewayName: z.string().describe("That gateway's name."),
  rule: z.string().describe("The rule that took it out, e.g. not-ready."),
  evidence: z.string().nullable().describe("What the gateway saw; null: nothing to add."),
  since: z.date().describe("When it went out, by the console's clock."),
  earliestReturn: z
    .date()
    .nullable()
    .describe("When it may return at the earliest, by the console's clock; null: no fixed time."),
});
export type NodeOutView = z.infer<typeof NodeOutView>;

/** A gateway's routing table against the one it should run. */
export const GatewayStatusView = z.object({
  id: z.string().describe("Gateway id."),
  name: z.string().describe("Gateway name."),
  regionId: z.string().describe("Its region, the origin of its requests."),
  revision: RevisionString.nullable().describe("Revision of the snapshot it reports to run; null: none."),
  isInEffect: z.boolean().describe("True when it runs the latest routing table."),
  isAway: z.boolean().describe("True when it is not connected."),
});
export type GatewayStatusView = z.infer<typeof GatewayStatusView>;

export const TrafficNodeView = z.object({
  id: z.string().describe("Node id."),
  nodeId: z.string().describe("Node id, by the name that a change of the nodes has for it."),
  name: z.string().describe("Node name."),
  state: MemberState,
  weight: Weight,
  drain: DrainView.nullable().describe("The drain under way; null: none."),
  isReady: z.boolean().describe("True when it can take requests, by its own report."),
  isUnproven: z.boolean().describe("True: no gateway has found it ready yet; it gets no traffic."),
  version: z.string().nullable().describe("Name of the version that it answers with; null: not serving."),
  out: z.array(NodeOutView).describe("Gateways that keep it out of rotation; empty: none does."),
});
export type TrafficNodeView = z.infer<typeof TrafficNodeView>;

const SplitPercent = VersionSplit.shape.percent.describe(
  "Percentage of the origin's requests without a version of their own, 1 to 100.",
);

export const SplitView = z.object({
  revision: RevisionString.describe("The baseRevision of the next change of the split."),
  current: z
    .object({
      modelVersionId: z.string().describe("Version id."),
      name: z.string().describe("Version name."),
      percent: SplitPercent,
    })
    .nullable()
    .describe("The split in force; null: requests without a version get what their node answers with."),
  choices: z
    .array(
      z.object({
        modelVersionId: z.string().describe("Version id."),
        name: z.string().describe("Version name."),
      }),
    )
    .describe(
      "Versions that at least one node serving the origin holds ready beside the one it answers with.",
    ),
});
export type SplitView = z.infer<typeof SplitView>;

export const SplitVersionsInput = z.object({
  originRegionId: AnyId.describe("Region in which the requests enter."),
  baseRevision,
  split: z
    .object({
      modelVersionId: AnyId.describe("Version to give them."),
      percent: SplitPercent,
      ...told("name"),
    })
    .nullable()
    .describe("The new split; null ends it."),
  reason: Reason,
  ...dryRunField,
});
export type SplitVersionsInput = z.infer<typeof SplitVersionsInput>;

export const OriginView = z.object({
  regionId: z.string().describe("Region in which the requests enter."),
  revision: RevisionString.describe("The baseRevision of the next change."),
  targets: z.array(TrafficMemberView).describe("Regions that serve it, by state and weight."),
  split: SplitView.describe("The part of its requests that gets another model version."),
  convergence: Convergence.describe("How far the newest change has reached the origin's gateways."),
});
export type OriginView = z.infer<typeof OriginView>;

export const RegionNodesView = z.object({
  regionId: z.string().describe("The nodes' region."),
  revision: RevisionString.describe("The baseRevision of the next change."),
  nodes: z.array(TrafficNodeView).describe("Its nodes, without archived ones."),
  convergence: Convergence.describe("How far the newest change has reached all gateways."),
});
export type RegionNodesView = z.infer<typeof RegionNodesView>;

export const TrafficView = z.object({
  regions: z
    .array(
      z.object({
        id: z.string().describe("Region id."),
        name: z.string().describe("Region name."),
        label: z.string().describe("Name for people."),
      }),
    )
    .describe("All regions, without archived ones."),
  origins: z.array(OriginView).describe("Where each region's requests go."),
  nodes: z.array(RegionNodesView).describe("How each region divides requests among its nodes."),
  gateways: z.array(GatewayStatusView).describe("Gateways, and whether they run the latest routing table."),
  applyTimes: ApplyTimes.nullable().describe("How fast changes reach agents; null: none acknowledged yet."),
});
export type TrafficView = z.infer<typeof TrafficView>;

/** What is wrong with a set of states and weights, or null: without an active one above 0 only failover serves. */
export function weightsProblem(targets: readonly { state: MemberState; weight: Weight }[]): string | null {
  const serves = targets.some(({ state, weight }) => state === "active" && weight > 0);
  return serves ? null : "expected at least one active member with a weight above 0";
}
