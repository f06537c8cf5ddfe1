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
