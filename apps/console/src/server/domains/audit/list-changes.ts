import type { AuditChange, AuditListInput, AuditPage } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { changesWhere } from "./changes-where.ts";
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
  return { changes, nextCursor: hasOlder ? (changes.at(-1)?.revision ?? null) : null };
}

/** Throws NOT_FOUND. */
export async function getChange(db: AuditDb, revision: string): Promise<AuditChange> {
  const row = await db.change.findUnique({ where: { revision: BigInt(revision) } });
  const [change] = row ? await showChanges(db, [row]) : [];
  if (change) return change;
  throw new AppError("NOT_FOUND", `There is no change ${revision}.`, { details: { revision } });
}
