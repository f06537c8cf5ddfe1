import type { AuditFacets } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { findActorNames } from "./find-actor-names.ts";

/** Kinds and actors that occur, each by name. */
export async function listFacets(
  db: Pick<Db, "change" | "user" | "apiToken" | "agent">,
): Promise<AuditFacets> {
  const [kinds, actors] = await Promise.all([
    db.change.groupBy({ by: ["kind"], orderBy: { kind: "asc" } }),
    // An enrolment token acts once and never again.
    db.change.groupBy({ by: ["actorType", "actorId"], where: { NOT: { actorId: { startsWith: "et\\_" } } } }),
  ]);
  const nameOf = await findActorNames(db, actors);
  const shown = actors.map((actor) => ({ type: actor.actorType, id: actor.actorId, name: nameOf(actor) }));
  return {
    kinds: kinds.map(({ kind }) => kind),
    actors: shown.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
