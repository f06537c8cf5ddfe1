import { z } from "zod";
import { AuditChange } from "./audit.ts";
import { RevisionString } from "../ids.ts";
import { RolloutState } from "./rollout.ts";
import { DrainView } from "./traffic.ts";

const Figures = z.array(z.number().nullable());

export const OverviewSeries = z.object({
  requestsPerSecond: Figures.describe(
    "Requests per second, one value a step, oldest first; null: nothing received.",
  ),
  successShare: Figures.describe(
    "Share of requests without server error or refusal, 0 to 1, a value a step; null: none.",
  ),
  p95Ms: Figures.describe(
    "95th percentile of the time at the gateway in ms, a value a step; null: no requests.",
  ),
});
export type OverviewSeries = z.infer<typeof OverviewSeries>;

export const OverviewHistory = z.object({
  from: z.date().describe("Start of the first step."),
  stepMs: z.number().int().describe("Length of a step in ms."),
  regions: z
    .array(OverviewSeries.extend({ id: z.string().describe("Region id.") }))
    .describe("By the region in which requests entered."),
  total: OverviewSeries.describe("All regions together."),
  successShare: z
    .number()
    .nullable()
    .describe("Share of all requests of the whole span that succeeded, 0 to 1; null: no requests."),
});
export type OverviewHistory = z.infer<typeof OverviewHistory>;

export const OverviewChange = z.object({
  revision: RevisionString,
  at: z.date().describe("When the change was committed."),
  kind: z.string().describe("What was done, e.g. traffic.shifted."),
  actor: AuditChange.shape.actor,
  reason: z.string().nullable().describe("Why, as its author wrote; null: no reason was given."),
  count: z.number().int().min(1).describe("How many like changes in a row it stands for, itself included."),
});
export type OverviewChange = z.infer<typeof OverviewChange>;

export const OverviewDrain = DrainView.extend({
  name: z.string().describe("Name of the node or region that drains."),
  originName: z
    .string()
    .nullable()
    .describe("Origin whose traffic leaves the region; null: a node drains, for all origins."),
});
export type OverviewDrain = z.infer<typeof OverviewDrain>;

export const OverviewView = z.object({
  history: OverviewHistory.describe("What users got in the last 15 minutes."),
  changes: z
    .array(OverviewChange)
    .describe("Newest first: all of the last 15 minutes, and a few older ones when those were quiet."),
  drains: z.array(OverviewDrain).describe("Drains that have not ended."),
  rollout: z
    .object({
      id: z.string().describe("Rollout id."),
      versionName: z.string().describe("Version being rolled out."),
      state: RolloutState,
      stateReason: z.string().nullable().describe("Why it halted or rolls back; null: no reason to give."),
      stateSince: z.date().describe("When it entered its state."),
    })
    .nullable()
    .describe("The open rollout; null: none."),
});
export type OverviewView = z.infer<typeof OverviewView>;
