import { z } from "zod";
import { RevisionString } from "../ids.ts";
import { AnyId, plainText } from "../text.ts";
import { pageOf } from "./page.ts";

/** In UTC of the years 1 to 9999: further ones have no four digits, and neither the database nor JSON takes them. */
const Instant = z.iso
  .datetime({ offset: true, error: "expected a time like 2026-01-05T08:00:00Z" })
  .refine((text) => /^(?!0000)\d{4}-/.test(utcOf(text)), "expected a time of the years 1 to 9999, in UTC");

function utcOf(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}

/** Which changes to list; a field that is left out does not narrow. */
export const AuditFilter = z.object({
  actorId: AnyId.optional().describe("Only changes by this user, token or part of the console."),
  kind: z
    .string()
    .regex(/^[a-z][a-z.-]{0,59}$/, "expected a kind like traffic or traffic.shifted")
    .optional()
    .describe("A kind, or its first part: traffic also finds traffic.shifted."),
  subjectType: AnyId.optional().describe("Only changes of this type of subject, e.g. agent."),
  subjectId: AnyId.optional().describe("Only changes of the subject with this id."),
  text: plainText({ what: "a text", max: 200 })
    .optional()
    .describe("Only changes whose reason contains this; upper and lower case are the same."),
  from: Instant.optional().describe("Only changes at or after this time (ISO 8601)."),
  to: Instant.optional().describe("Only changes before this time (ISO 8601)."),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditListInput = AuditFilter.extend({
  cursor: RevisionString.nullish().describe(
    "Only changes older than this revision: the nextCursor of the previous page.",
  ),
  limit: z.number().int().min(1).max(200).default(50).describe("Most changes on a page, 1 to 200."),
});
export type AuditListInput = z.infer<typeof AuditListInput>;

export const AuditChange = z.object({
  revision: RevisionString,
  at: z.date().describe("When the change was committed."),
  kind: z.string().describe("What was done, e.g. traffic.shifted."),
  actor: z
    .object({
      type: z.string().describe("user, token, agent or system."),
      id: z.string().describe("Id of the user, token or agent, or the name of the console's part."),
      name: z.string().describe("Name at the time of the change."),
    })
    .describe("Who made the change."),
  subject: z
    .object({
      type: z.string().describe("Type of the thing changed, e.g. agent."),
      id: z.string().describe("Its id."),
      name: z.string().nullable().describe("Its name now; null: no thing with that id is known."),
    })
    .describe("What was changed."),
  reason: z.string().nullable().describe("Why, as its author wrote; null: no reason was given."),
  requestId: z.string().describe("Id of the request that made the change; the log has it too."),
  before: z.unknown().describe("The state before, as JSON; its shape depends on the kind."),
  after: z.unknown().describe("The state after, as JSON; its shape depends on the kind."),
  undoOf: RevisionString.nullable().describe("The revision that this change undoes; null: not an undo."),
  previousHash: z.string().describe("Hash of the row before, which chains the rows."),
  hash: z.string().describe("sha256 over the row's canonical JSON without this field."),
  names: z
    .record(z.string(), z.string())
    .describe("Names by id, for those ids in before and after that have one."),
});
export type AuditChange = z.infer<typeof AuditChange>;

/** A change as `GET /events` sends it; `GET /audit/changes/{revision}` has the states before and after. */
export const ChangeEvent = AuditChange.pick({
  revision: true,
  at: true,
  kind: true,
  actor: true,
  subject: true,
  reason: true,
  requestId: true,
  undoOf: true,
});
export type ChangeEvent = z.infer<typeof ChangeEvent>;

export const AuditPage = pageOf(AuditChange);
export type AuditPage = z.infer<typeof AuditPage>;

export const AuditFacets = z.object({
  kinds: z.array(z.string()).describe("Kinds of change in the log."),
  actors: z.array(AuditChange.shape.actor).describe("Everyone who made a change in the log."),
});
export type AuditFacets = z.infer<typeof AuditFacets>;

export const AuditProblem = z
  .enum(["altered", "out-of-line"])
  .describe(
    "altered: the row's content does not match its hash; out-of-line: the row does not follow the one before, because a row was removed, inserted or moved.",
  );
export type AuditProblem = z.infer<typeof AuditProblem>;

export const BrokenRow = z.object({
  revision: RevisionString.describe("Revision of the row."),
  problem: AuditProblem,
});
export type BrokenRow = z.infer<typeof BrokenRow>;

/** A verification lists no more than this; beyond it only their number tells more. */
export const brokenRowsMax = 100;

export const AuditVerification = z.object({
  checked: z.number().int().describe("Rows that are intact: as they were written, behind the row before."),
  firstBroken: BrokenRow.nullable().describe("The first row that is not as it was written; null: all are."),
  broken: z
    .array(BrokenRow)
    .describe(`Rows that are not as they were written, oldest first; the first ${brokenRowsMax} of them.`),
  brokenCount: z.number().int().describe("How many rows are not as they were written."),
  firstAt: z.date().nullable().describe("Time of the oldest row; null: the log is empty."),
  headHash: z
    .string()
    .nullable()
    .describe(
      "Hash of the last row checked; null: none. Kept elsewhere, it shows later that no newest rows were cut off.",
    ),
  tookMs: z.number().describe("Duration of the check in ms."),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
