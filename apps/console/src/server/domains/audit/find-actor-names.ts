import type { Db } from "@meridian/db";

export type ActorRef = { actorType: string; actorId: string };

/** Current names of actors; an actor without a name keeps its id. */
export async function findActorNames(
  db: Pick<Db, "user" | "apiToken" | "agent">,
  refs: readonly ActorRef[],
): Promise<(ref: ActorRef) => string> {
  const idsOf = (type: string) => [
    ...new Set(refs.filter(({ actorType }) => actorType === type).map(({ actorId }) => actorId)),
  ];
  const among = (type: string) => ({ where: { id: { in: idsOf(type) } }, select: { id: true, name: true } });
  const rows = await Promise.all([
    db.user.findMany(among("user")),
    db.apiToken.findMany(among("token")),
    db.agent.findMany(among("agent")),
  ]);
  const names = new Map(rows.flat().map(({ id, name }) => [id, name]));
  return ({ actorId }) => names.get(actorId) ?? actorId;
}
