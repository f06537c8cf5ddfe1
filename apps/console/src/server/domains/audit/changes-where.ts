import type { AuditFilter } from "@meridian/contracts/api";
import type { Prisma } from "@meridian/db";

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
