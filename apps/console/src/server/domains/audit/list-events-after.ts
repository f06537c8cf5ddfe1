import type { AuditFilter, ChangeEvent } from "@meridian/contracts/api";
import { changesWhere } from "./list-changes.ts";
import { type AuditDb, showChanges } from "./show-changes.ts";

type Input = AuditFilter & { after: bigint; limit: number };

/** Changes past a revision, oldest first, with names; `cursor` is where the next page begins. */
export async function listEventsAfter(
  db: AuditDb,
  { after, limit, ...filter }: Input,
): Promise<{ events: ChangeEvent[]; cursor: bigint; hasMore: boolean }> {
  const rows = await db.change.findMany({
    where: { AND: [changesWhere(filter), { revision: { gt: after } }] },
    orderBy: { revision: "asc" },
    take: limit,
  });
  const events = (await showChanges(db, rows)).map(
    ({ revision, at, kind, actor, subject, reason, requestId, undoOf }): ChangeEvent => ({
      ...{ revision, at, kind, actor, subject, reason, requestId, undoOf },
    }),
  );
  return { events, cursor: rows.at(-1)?.revision ?? after, hasMore: rows.length === limit };
}
