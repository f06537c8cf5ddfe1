import { z } from "zod";
import { RevisionString } from "../ids.ts";

const Instant = z.iso.datetime({ offset: true, error: "expected a time like 2026-01-05T08:00:00Z" });

/** Which changes are asked for; what is left out does not narrow. */
export const AuditFilter = z.object({
  actorId: z.string().min(1).max(100).optional(),
  /** A kind, or what stands before its dot: `traffic` also finds `traffic.shifted`. */
  kind: z
    .string()
    .regex(/^[a-z][a-z.-]{0,59}$/, "expected a kind like traffic or traffic.shifted")
    .optional(),
  subjectType: z.string().min(1).max(40).optional(),
  subjectId: z.string().min(1).max(100).optional(),
  /** Stands somewhere in the reason, in capitals or not. */
  text: z.string().trim().min(1).max(200).optional(),
  /** The first moment that counts. */
  from: Instant.optional(),
  /** The first moment that does not count any more. */
  to: Instant.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditListInput = AuditFilter.extend({
  /** Only changes older than this revision: the page before's `nextCursor`. */
  cursor: RevisionString.nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type AuditListInput = z.infer<typeof AuditListInput>;

export const AuditChange = z.object({
  revision: RevisionString,
  at: z.date(),
  kind: z.string(),
  actor: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  /** `name` is null where nothing is known by that id any more. */
  subject: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
  reason: z.string().nullable(),
  requestId: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  undoOf: RevisionString.nullable(),
  previousHash: z.string(),
  hash: z.string(),
  /** Of the ids that stand in `before` and `after`, those that have a name. */
  names: z.record(z.string(), z.string()),
});
export type AuditChange = z.infer<typeof AuditChange>;

/** Newest first. */
export const AuditPage = z.object({ changes: z.array(AuditChange), nextCursor: RevisionString.nullable() });
export type AuditPage = z.infer<typeof AuditPage>;

/** What occurs, for filters to offer. */
export const AuditFacets = z.object({
  kinds: z.array(z.string()),
  actors: z.array(AuditChange.shape.actor),
});
export type AuditFacets = z.infer<typeof AuditFacets>;

/**
 * `altered`: a row's content does not give its hash. `out-of-line`: a row does not follow the one before it, because one
 * was removed, put in or moved.
 */
export const AuditProblem = z.enum(["altered", "out-of-line"]);
export type AuditProblem = z.infer<typeof AuditProblem>;

export const AuditVerification = z.object({
  /** Rows that are as they were written, up to the first that is not. */
  checked: z.number().int(),
  firstBroken: z.object({ revision: RevisionString, problem: AuditProblem }).nullable(),
  firstAt: z.date().nullable(),
  /** Hash of the last row that was checked. Kept elsewhere, it shows later that no newest rows were cut off. */
  headHash: z.string().nullable(),
  tookMs: z.number(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
