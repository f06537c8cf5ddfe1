import type { AuditChange } from "@meridian/contracts/api";
import type { Change, Db } from "@meridian/db";
import { findActorNames, findNames, idsIn, type NamedTables } from "./find-names.ts";

export type AuditDb = Pick<Db, "change" | "rollout"> & NamedTables;

/** Rows with the names of who acted, on what, and of what stands in them. */
export async function showChanges(db: AuditDb, rows: Change[]): Promise<AuditChange[]> {
  const [actorName, names, versions] = await Promise.all([
    findActorNames(db, rows),
    findNames(
      db,
      rows.flatMap(({ subjectId, before, after }) => [subjectId, ...idsIn([before, after])]),
    ),
    findRolloutVersions(db, rows),
  ]);
  return rows.map((row) => {
    const { revision, actorType, actorId, subjectType, subjectId, undoOf, ...rest } = row;
    const known = [...new Set(idsIn([row.before, row.after]))].filter((id) => names.has(id));
    return {
      ...rest,
      revision: String(revision),
      undoOf: undoOf === null ? null : String(undoOf),
      actor: { type: actorType, id: actorId, name: actorName(row) },
      subject: {
        type: subjectType,
        id: subjectId,
        name: versions.get(subjectId) ?? names.get(subjectId) ?? nameWithin(row),
      },
      names: Object.fromEntries(known.map((id) => [id, names.get(id) ?? id])),
    };
  });
}

/** A rollout is shown by its version's name. */
async function findRolloutVersions(db: AuditDb, rows: Change[]): Promise<Map<string, string>> {
  const ids = rows.filter(({ subjectType }) => subjectType === "rollout").map(({ subjectId }) => subjectId);
  const rollouts = await db.rollout.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, modelVersion: { select: { name: true } } },
  });
  return new Map(rollouts.map(({ id, modelVersion }) => [id, modelVersion.name]));
}

/** The name in the change itself, the only one left of what was deleted. */
function nameWithin({ before, after }: Change): string | null {
  for (const value of [after, before]) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    const name = value["name"] ?? value["email"];
    if (typeof name === "string") return name;
  }
  return null;
}
