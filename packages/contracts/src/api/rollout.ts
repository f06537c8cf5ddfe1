import { z } from "zod";
import { Precision, Presence, Reason } from "../fleet.ts";
import { Sha256Hex } from "../ids.ts";

/**
 * running → completed; running ⇄ paused (by a person); running → halted (by itself: a version that does not load, a
 * gate without data); any of them, and the newest completed one, → rolling-back → rolled-back.
 */
export const RolloutState = z.enum([
  "running",
  "paused",
  "halted",
  "rolling-back",
  "completed",
  "rolled-back",
]);
export type RolloutState = z.infer<typeof RolloutState>;

/** Those that hold the place: only one rollout stands in these at a time. */
export const openRolloutStates: readonly RolloutState[] = ["running", "paused", "halted", "rolling-back"];

/** What a region does in a rollout: fetch, verify, load and warm beside the old; switch; watch; next region. */
export const RolloutStepState = z.enum([
  "waiting",
  "preparing",
  "switching",
  "baking",
  "done",
  "failed",
  "reverting",
  "reverted",
]);
export type RolloutStepState = z.infer<typeof RolloutStepState>;

export const RolloutGates = z.object({
  /** Server errors ÷ requests of the region since the switch, 0–1. */
  errorShareMax: z.number().min(0).max(1).default(0.01),
  /** p95 since the switch ÷ p95 of the 10 minutes before it. */
  p95RatioMax: z.number().min(1).max(100).default(1.5),
  /** Below this many requests a gate has no answer; the rollout halts when the data does not come. */
  requestsMin: z.number().int().min(1).max(1_000_000).default(20),
});
export type RolloutGates = z.infer<typeof RolloutGates>;

export const StartRolloutInput = z.object({
  modelVersionId: z.string(),
  /** Default: the version's preferred one. */
  precision: Precision.optional(),
  /** In this order, one after another. */
  regionIds: z
    .array(z.string())
    .min(1)
    .max(256)
    .refine((ids) => new Set(ids).size === ids.length, "expected each region once"),
  /** How long a region is watched after its switch. */
  bakeSeconds: z.number().int().min(10).max(86_400).default(120),
  gates: RolloutGates.prefault({}),
  reason: Reason,
});
export type StartRolloutInput = z.infer<typeof StartRolloutInput>;

export const RolloutCommandInput = z.object({ rolloutId: z.string(), reason: Reason.optional() });
export type RolloutCommandInput = z.infer<typeof RolloutCommandInput>;

export const GateView = z.object({
  gate: z.enum(["error-share", "p95-ratio"]),
  answer: z.enum(["pass", "fail", "no-data"]),
  value: z.number().nullable(),
  limit: z.number(),
  /** Requests that it rests on. */
  requests: z.number().int(),
});
export type GateView = z.infer<typeof GateView>;

export const RolloutNodeView = z.object({
  id: z.string(),
  name: z.string(),
  presence: Presence,
  /** What the node reports of the version being rolled out, e.g. fetching, ready, failed; null: nothing yet. */
  slotStatus: z.string().nullable(),
  slotReason: z.string().nullable(),
  /** Name of the version that it answers with. */
  answersWith: z.string().nullable(),
});
export type RolloutNodeView = z.infer<typeof RolloutNodeView>;

export const RolloutStepView = z.object({
  regionId: z.string(),
  regionName: z.string(),
  state: RolloutStepState,
  /** In which state it failed: there it is tried again. */
  failedIn: RolloutStepState.nullable(),
  since: z.date().nullable(),
  /** When the state gives up (preparing, switching), or ends at the earliest (baking). */
  untilAt: z.date().nullable(),
  reason: z.string().nullable(),
  nodes: z.array(RolloutNodeView),
  gates: z.array(GateView),
});
export type RolloutStepView = z.infer<typeof RolloutStepView>;

export const RolloutView = z.object({
  id: z.string(),
  version: z.object({ id: z.string(), name: z.string(), digest: Sha256Hex }),
  precision: Precision,
  state: RolloutState,
  /** Why it halted or was rolled back. */
  stateReason: z.string().nullable(),
  reason: z.string(),
  bakeSeconds: z.number(),
  gates: RolloutGates,
  createdByName: z.string(),
  createdAt: z.date(),
  stateSince: z.date(),
  endedAt: z.date().nullable(),
  steps: z.array(RolloutStepView),
});
export type RolloutView = z.infer<typeof RolloutView>;

/** A registered version, and how many nodes of each region answer with it. */
export const ModelVersionView = z.object({
  id: z.string(),
  name: z.string(),
  digest: Sha256Hex,
  /** The preferred one first. */
  precisions: z.array(Precision),
  createdAt: z.date(),
  sizeBytes: z.number(),
  /** Where it comes from, as its manifest says. */
  source: z.string().nullable(),
  isDefault: z.boolean(),
  /** False while this console does not hold its files: it cannot be sent to a node. */
  hasFiles: z.boolean(),
  running: z.array(
    z.object({ regionId: z.string(), regionName: z.string(), nodes: z.number(), of: z.number() }),
  ),
});
export type ModelVersionView = z.infer<typeof ModelVersionView>;
