import type { OverviewChange } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { findActorNames } from "../audit/index.ts";

const shownAtLeast = 8;
const shownAtMost = 200;

/** Changes since `from` and, when those are few, the newest before it. Newest first. */
export async function findChanges(db: Db, from: Date): Promise<OverviewChange[]> {
  const newest = await db.change.findMany({
    orderBy: { revision: "desc" },
    take: shownAtMost,
    select: { revision: true, at: true, kind: true, actorType: true, actorId: true, reason: true },
  });
  const shown = newest.filter(({ at }, index) => index < shownAtLeast || at >= from);
  const nameOf = await findActorNames(db, shown);
  return shown.map(({ revision, at, kind, reason, ...ref }) => ({
    revision: String(revision),
    at,
    kind,
    reason,
    actor: { type: ref.actorType, id: ref.actorId, name: nameOf(ref) },
  }));
}
