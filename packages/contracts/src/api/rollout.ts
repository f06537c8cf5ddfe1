import { z } from "zod";
import { Precision, Presence, Reason } from "../fleet.ts";
import { Sha256Hex } from "../ids.ts";
import { AnyId, eachOnce } from "../text.ts";
import { dryRunAnswer, dryRunField } from "./dry-run.ts";
import { pageFields, pageOf } from "./page.ts";

/**
 * running → completed; running ⇄ paused (by a person); running → halted (by itself: a version that does not load, a
 * gate without data); any of them, and the newest completed one, → rolling-back → rolled-back.
 */
export const RolloutState = z
  .enum(["running", "paused", "halted", "rolling-back", "completed", "rolled-back"])
  .describe("paused: by a person; halted: by itself, for the reason in stateReason.");
export type RolloutState = z.infer<typeof RolloutState>;

/** Only one rollout may be in these states at a time. */
export const openRolloutStates: readonly RolloutState[] = ["running", "paused", "halted", "rolling-back"];

export const RolloutStepState = z
  .enum(["waiting", "preparing", "switching", "baking", "done", "failed", "reverting", "reverted"])
  .describe(
    "What a region does: preparing: nodes fetch and warm the version beside the old one; switching: nodes change over; baking: gates watch it.",
  );
export type RolloutStepState = z.infer<typeof RolloutStepState>;

export const RolloutGates = z.object({
  errorShareMax: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("Most server errors ÷ requests of the region since its switch, 0 to 1."),
  p95RatioMax: z
    .number()
    .min(1)
    .max(100)
    .default(1.5)
    .describe("Largest p95 since the switch ÷ p95 of the 10 minutes before it, 1 to 100."),
  requestsMin: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(20)
    .describe("Requests that a gate needs for a decision; the rollout halts when they do not come."),
});
export type RolloutGates = z.infer<typeof RolloutGates>;

export const StartRolloutInput = z.object({
  modelVersionId: AnyId.describe("Version to roll out."),
  precision: Precision.optional().describe("Precision to run it in; left out: the version's preferred one."),
  regionIds: eachOnce(z.array(AnyId).min(1).max(256)).describe("Regions, in this order, one after another."),
  bakeSeconds: z
    .number()
    .int()
    .min(10)
    .max(86_400)
    .default(120)
    .describe("Seconds that a region is watched after its switch, 10 to 86400."),
  gates: RolloutGates.prefault({}).describe("Limits that a region must keep to while it is watched."),
  reason: Reason,
  ...dryRunField,
});
export type StartRolloutInput = z.infer<typeof StartRolloutInput>;

export const RolloutCommandInput = z.object({
  rolloutId: AnyId.describe("The rollout."),
  reason: Reason.optional(),
  ...dryRunField,
});
export type RolloutCommandInput = z.infer<typeof RolloutCommandInput>;

export const GateView = z.object({
  gate: z.enum(["error-share", "p95-ratio"]).describe("What the gate measures."),
  answer: z
    .enum(["pass", "fail", "no-data", "too-early"])
    .describe(
      "no-data: too few requests for a decision. too-early: above the limit, which does not count until caches have filled.",
    ),
  value: z.number().nullable().describe("Measured value; null: no data."),
  limit: z.number().describe("Above this value the gate fails."),
  requests: z.number().int().describe("Requests that the value rests on."),
});
export type GateView = z.infer<typeof GateView>;

export const RolloutNodeView = z.object({
  id: z.string().describe("Node id."),
  name: z.string().describe("Node name."),
  presence: Presence,
  slotStatus: z
    .string()
    .nullable()
    .describe("What the node reports of the version, e.g. fetching, ready, failed; null: nothing yet."),
  slotReason: z
    .string()
    .nullable()
    .describe("Why it runs on this provider, or why it failed; null: nothing to say."),
  answersWith: z.string().nullable().describe("Name of the version that it answers with; null: not serving."),
});
export type RolloutNodeView = z.infer<typeof RolloutNodeView>;

export const RolloutStepView = z.object({
  regionId: z.string().describe("Region id."),
  regionName: z.string().describe("Region name."),
  state: RolloutStepState,
  failedIn: RolloutStepState.nullable().describe(
    "State in which it failed, and in which it is tried again; null: not failed.",
  ),
  since: z.date().nullable().describe("When it entered its state; null: waiting."),
  untilAt: z
    .date()
    .nullable()
    .describe(
      "When preparing, switching or reverting times out, or baking ends at the earliest; null: no limit.",
    ),
  reason: z.string().nullable().describe("Why it failed or is reverted; null: neither."),
  nodes: z.array(RolloutNodeView).describe("The region's nodes."),
  gates: z.array(GateView).describe("Gates as judged last; empty before the switch."),
});
export type RolloutStepView = z.infer<typeof RolloutStepView>;

export const RolloutView = z.object({
  id: z.string().describe("Rollout id."),
  version: z
    .object({
      id: z.string().describe("Version id."),
      name: z.string().describe("Version name."),
      digest: Sha256Hex,
    })
    .describe("The version being rolled out."),
  precision: Precision,
  state: RolloutState,
  stateReason: z.string().nullable().describe("Why it halted or was rolled back; null: neither."),
  reason: z.string().describe("Why it was started."),
  bakeSeconds: z.number().describe("Seconds that a region is watched after its switch."),
  gates: RolloutGates.describe("Limits that a region must keep to while it is watched."),
  createdByName: z.string().describe("Who started it."),
  createdAt: z.date().describe("When it was started."),
  stateSince: z.date().describe("When it entered its state."),
  endedAt: z.date().nullable().describe("When it completed or was rolled back; null while open."),
  steps: z.array(RolloutStepView).describe("Its regions, in order."),
});
export type RolloutView = z.infer<typeof RolloutView>;

/** The rollout after a change of it. */
export const RolloutChanged = RolloutView.extend(dryRunAnswer);
export type RolloutChanged = z.infer<typeof RolloutChanged>;

export const ListRolloutsInput = z
  .object({
    ...pageFields({ limitDefault: 50 }),
    state: RolloutState.optional().describe("Only rollouts in this state."),
    modelVersionId: AnyId.optional().describe("Only rollouts of this version."),
  })
  .prefault({});
export type ListRolloutsInput = z.infer<typeof ListRolloutsInput>;
export const RolloutsPage = pageOf(RolloutView);
export type RolloutsPage = z.infer<typeof RolloutsPage>;

export const ModelVersionView = z.object({
  id: z.string().describe("Version id."),
  name: z.string().describe("Unique version name."),
  digest: Sha256Hex,
  precisions: z.array(Precision).describe("Precisions that it comes in, the preferred one first."),
  createdAt: z.date().describe("When it was registered."),
  sizeBytes: z.number().describe("Size of its files in bytes."),
  source: z.string().nullable().describe("Where it comes from, as its manifest says; null: not said."),
  isDefault: z.boolean().describe("True for the version that new nodes are assigned."),
  hasFiles: z.boolean().describe("False: this console lacks its files and cannot send it to a node."),
  running: z
    .array(
      z.object({
        regionId: z.string().describe("Region id."),
        regionName: z.string().describe("Region name."),
        nodes: z.number().describe("Nodes of the region that answer with it."),
        of: z.number().describe("All nodes of the region."),
      }),
    )
    .describe("Where it answers."),
});
export type ModelVersionView = z.infer<typeof ModelVersionView>;
