import type { ListTrafficChangesInput, TrafficChangesPage, TrafficChangeView } from "@meridian/contracts/api";
import type { Change, Db } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { findActorNames, findNewestRevisions } from "../../audit/index.ts";
import { changedMembers } from "../desired-member.ts";
import { RoutePolicyRef } from "../route-policy.ts";
import { restored, membersOfChange } from "../undo-traffic.ts";

const subjectTypes = RoutePolicyRef.shape.type.options;

/** Changes of traffic, newest first. */
export async function listTrafficChanges({
  ctx,
  input,
}: Verb<ListTrafficChangesInput>): Promise<TrafficChangesPage> {
  const { subjectType, subjectId, limit, cursor } = input;
  const rows = await ctx.db.change.findMany({
    where: {
      subjectType: subjectType ?? { in: subjectTypes },
      ...(subjectId !== undefined && { subjectId }),
      ...(cursor !== undefined && { revision: { lt: BigInt(cursor) } }),
    },
    orderBy: { revision: "desc" },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const nameOf = await findActorNames(ctx.db, page);
  const newest = await findNewest(ctx.db, page);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: page.map((row) => changeView(row, nameOf(row), newest.has(row.revision), ctx.now())),
    nextCursor: last ? String(last.revision) : null,
  };
}

/** Which of these changes are the newest of their policies. */
async function findNewest(db: Db, changes: readonly Change[]): Promise<Set<bigint>> {
  const ids = new Set(changes.map(({ subjectId }) => subjectId));
  const newest = subjectTypes.map((type) =>
    findNewestRevisions(
      db,
      [...ids].map((id) => ({ type, id })),
    ),
  );
  return new Set((await Promise.all(newest)).flatMap((byId) => [...byId.values()]));
}

function changeView(row: Change, actorName: string, isNewest: boolean, now: Date): TrafficChangeView {
  const { at, kind, reason } = row;
  const { before, after } = membersOfChange(row);
  return {
    ...{ at, kind, reason, actorName, before, after },
    revision: String(row.revision),
    subject: RoutePolicyRef.parse({ type: row.subjectType, id: row.subjectId }),
    undoOf: row.undoOf === null ? null : String(row.undoOf),
    canUndo: isNewest && changedMembers(after, restored(before, after, now)).length > 0,
  };
}
