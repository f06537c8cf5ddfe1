import type { AuditChange, AuditFilter, AuditListInput, AuditPage } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Prisma } from "@meridian/db";
import { showChanges, type AuditDb } from "./show-changes.ts";

/** Changes that match a filter, newest first, a page at a time. */
export async function listChanges(db: AuditDb, input: AuditListInput): Promise<AuditPage> {
  const { cursor, limit, ...filter } = input;
  const rows = await db.change.findMany({
    where: { ...changesWhere(filter), ...(cursor && { revision: { lt: BigInt(cursor) } }) },
    orderBy: { revision: "desc" },
    take: limit + 1,
  });
  const changes = await showChanges(db, rows.slice(0, limit));
  const hasOlder = rows.length > limit;
  return { data: changes, nextCursor: hasOlder ? (changes.at(-1)?.revision ?? null) : null };
}

/** Throws NOT_FOUND. */
export async function getChange(db: AuditDb, revision: string): Promise<AuditChange> {
  const row = await db.change.findUnique({ where: { revision: BigInt(revision) } });
  const [change] = row ? await showChanges(db, [row]) : [];
  if (change) return change;
  throw new AppError("NOT_FOUND", `There is no change ${revision}.`, { details: { revision } });
}

/** The rows that match a filter. */
export function changesWhere(filter: AuditFilter): Prisma.ChangeWhereInput {
  const { actorId, kind, subjectType, subjectId, text, from, to } = filter;
  return {
    ...(actorId !== undefined && { actorId }),
    ...(kind !== undefined && { OR: [{ kind }, { kind: { startsWith: `${kind}.` } }] }),
    ...(subjectType !== undefined && { subjectType }),
    ...(subjectId !== undefined && { subjectId }),
    ...(text !== undefined && { reason: { contains: literally(text), mode: "insensitive" as const } }),
    at: { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }) },
  };
}

/** Prisma passes the text to LIKE without escaping its wildcards. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
