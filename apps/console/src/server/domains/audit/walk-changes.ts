import type { Change, Db, Prisma } from "@meridian/db";

const batchSize = 1000;

/** Runs a reading when it is its turn. */
export type InTurn = <T>(read: () => Promise<T>) => Promise<T>;

/** All rows that match a condition, oldest first, in batches: only one is in memory at a time. */
export async function* walkChanges(
  db: Pick<Db, "change">,
  where: Prisma.ChangeWhereInput = {},
  inTurn: InTurn = (read) => read(),
): AsyncGenerator<Change[]> {
  let past = -1n;
  for (;;) {
    const after = { revision: { gt: past } };
    const rows = await inTurn(() =>
      db.change.findMany({
        where: { AND: [where, after] },
        orderBy: { revision: "asc" },
        take: batchSize,
      }),
    );
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
