import type { Db } from "@meridian/db";

export type ChangeHead = { revision: bigint; kind: string };

/** Changes past a revision, oldest first. */
export function listChangesAfter(db: Db, revision: bigint): Promise<ChangeHead[]> {
  return db.change.findMany({
    where: { revision: { gt: revision } },
    orderBy: { revision: "asc" },
    select: { revision: true, kind: true },
    take: 1000,
  });
}

/** The database's incarnation and newest revision. */
export function getPosition(db: Pick<Db, "systemState">): Promise<{ epoch: number; revision: bigint }> {
  return db.systemState.findUniqueOrThrow({ where: { id: 1 }, select: { epoch: true, revision: true } });
}
