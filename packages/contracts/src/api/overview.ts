import { z } from "zod";
import { AuditChange } from "./audit.ts";
import { RevisionString } from "../ids.ts";
import { RolloutState } from "./rollout.ts";
import { DrainView } from "./traffic.ts";

const Figures = z.array(z.number().nullable());

/** What users got, one value per step, oldest first; null where nothing was received. */
export const OverviewSeries = z.object({
  requestsPerSecond: Figures,
  successShare: Figures,
  p95Ms: Figures,
});
export type OverviewSeries = z.infer<typeof OverviewSeries>;

export const OverviewHistory = z.object({
  /** Begin of the first step. */
  from: z.date(),
  stepMs: z.number().int(),
  regions: z.array(OverviewSeries.extend({ id: z.string() })),
  total: OverviewSeries,
  /** Of all requests in the whole span, 0–1; null without any. */
  successShare: z.number().nullable(),
});
export type OverviewHistory = z.infer<typeof OverviewHistory>;

export const OverviewChange = z.object({
  revision: RevisionString,
  at: z.date(),
  kind: z.string(),
  actor: AuditChange.shape.actor,
  reason: z.string().nullable(),
});
export type OverviewChange = z.infer<typeof OverviewChange>;

/** A drain that has not ended: of a node, or of a region as one origin sees it. */
export const OverviewDrain = DrainView.extend({ name: z.string(), originName: z.string().nullable() });
export type OverviewDrain = z.infer<typeof OverviewDrain>;

export const OverviewView = z.object({
  history: OverviewHistory,
  /** Newest first: all of the history's span, and a few more when it was quiet. */
  changes: z.array(OverviewChange),
  drains: z.array(OverviewDrain),
  /** The open rollout. */
  rollout: z
    .object({
      id: z.string(),
      versionName: z.string(),
      state: RolloutState,
      stateReason: z.string().nullable(),
      stateSince: z.date(),
    })
    .nullable(),
});
export type OverviewView = z.infer<typeof OverviewView>;
