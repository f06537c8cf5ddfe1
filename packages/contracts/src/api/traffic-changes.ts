import { z } from "zod";
import { MemberState, Weight } from "../fleet.ts";
import { RevisionString } from "../ids.ts";
import { AnyId } from "../text.ts";
import { dryRunAnswer } from "./dry-run.ts";
import { pageOf } from "./page.ts";

const ChangedTargets = z.array(
  z.object({
    id: z.string().describe("Region or node id."),
    name: z.string().describe("Its name at that time."),
    state: MemberState,
    weight: Weight,
  }),
);
const SubjectType = z
  .enum(["traffic", "nodes"])
  .describe("traffic: an origin; nodes: the nodes of a region.");

export const TrafficChangeView = z.object({
  revision: RevisionString,
  at: z.date().describe("When the change was committed."),
  kind: z.string().describe("What was done, e.g. traffic.shifted."),
  subject: z
    .object({ type: SubjectType, id: z.string().describe("Id of the origin or of the nodes' region.") })
    .describe("What was changed."),
  actorName: z.string().describe("Who made the change."),
  reason: z.string().nullable().describe("Why, as its author wrote; null: no reason was given."),
  undoOf: RevisionString.nullable().describe("The revision that this change undoes; null: not an undo."),
  before: ChangedTargets.describe("States and weights before the change."),
  after: ChangedTargets.describe("States and weights after the change."),
  canUndo: z.boolean().describe("True for the newest change of its subject, if there is a state to restore."),
});
export type TrafficChangeView = z.infer<typeof TrafficChangeView>;

export const TrafficChanged = z.object({
  revision: RevisionString.describe(
    "Revision of the change; gateways converge on it. Of a dry run: the one that it would have now.",
  ),
  unproven: z
    .array(
      z.object({
        id: z.string().describe("Region or node id."),
        name: z.string().describe("Its name."),
      }),
    )
    .default([])
    .describe("Regions or nodes made active that no gateway has found ready yet: no traffic until one has."),
  ...dryRunAnswer,
});
export type TrafficChanged = z.infer<typeof TrafficChanged>;

export const ListTrafficChangesInput = z.object({
  subjectType: SubjectType.optional().describe(
    "Only changes of origins (traffic) or of regions' nodes (nodes).",
  ),
  subjectId: AnyId.optional().describe("Only changes of this origin, or of this region's nodes."),
  limit: z.number().int().min(1).max(200).default(20).describe("Most changes on a page, 1 to 200."),
  cursor: RevisionString.optional().describe(
    "Only changes older than this revision: the nextCursor of the previous page.",
  ),
});
export type ListTrafficChangesInput = z.infer<typeof ListTrafficChangesInput>;

export const TrafficChangesPage = pageOf(TrafficChangeView);
export type TrafficChangesPage = z.infer<typeof TrafficChangesPage>;
