import type { Db } from "@meridian/db";

/** Ids as this console makes them, and as its sign-in does. */
const idShape = /^([a-z]{2}_[0-9a-z]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Za-z]{32})$/;

export type NamedTables = Pick<
  Db,
  "region" | "agent" | "modelVersion" | "user" | "apiKey" | "apiToken" | "enrolmentToken" | "invitation"
>;

/** Current names by id, archived things included. Ids without a name are left out. */
export async function findNames(db: NamedTables, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const named = { where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } };
  const { where } = named;
  const rows = await Promise.all([
    db.region.findMany(named),
    db.agent.findMany(named),
    db.modelVersion.findMany(named),
    db.user.findMany(named),
    db.apiKey.findMany(named),
    db.apiToken.findMany(named),
    db.enrolmentToken.findMany({ where, select: { id: true, agentName: true } }),
    db.invitation.findMany({ where, select: { id: true, email: true } }),
  ]);
  const pairs = rows.flat().map((row): [string, string | null] => {
    if ("agentName" in row) return [row.id, row.agentName];
    return [row.id, "email" in row ? row.email : row.name];
  });
  return new Map(pairs.filter((pair): pair is [string, string] => pair[1] !== null));
}

/** Every id in a JSON value, as text or as a key. */
export function idsIn(value: unknown): string[] {
  if (typeof value === "string") return idShape.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(idsIn);
  return Object.entries(value).flatMap(([key, item]) => [...idsIn(key), ...idsIn(item)]);
}

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
