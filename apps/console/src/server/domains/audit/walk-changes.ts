import type { Change, Db, Prisma } from "@meridian/db";

const batchSize = 1000;

/** All rows that match a condition, oldest first, in batches: only one is in memory at a time. */
export async function* walkChanges(
  db: Pick<Db, "change">,
  where: Prisma.ChangeWhereInput = {},
): AsyncGenerator<Change[]> {
  let past = -1n;
  for (;;) {
    const rows = await db.change.findMany({
      where: { AND: [where, { revision: { gt: past } }] },
      orderBy: { revision: "asc" },
      take: batchSize,
    });
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    past = last.revision;
  }
}

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
