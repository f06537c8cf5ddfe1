import type { Db, Tx } from "@meridian/db";

type Subject = { type: string; id: string };

/**
 * The newest change of each of these subjects, by subject id: one look into the index for each, however many changes there
 * were. Subjects without a change are absent.
 */
export async function findNewestRevisions(
  db: Pick<Db | Tx, "$queryRaw">,
  subjects: readonly Subject[],
): Promise<Map<string, bigint>> {
  const types = subjects.map(({ type }) => type);
  const ids = subjects.map(({ id }) => id);
  const rows = await db.$queryRaw<{ id: string; revision: bigint }[]>`
    SELECT subject.id, newest.revision
    FROM unnest(${types}::text[], ${ids}::text[]) AS subject (type, id)
    CROSS JOIN LATERAL (
      SELECT revision FROM changes WHERE subject_type = subject.type AND subject_id = subject.id
      ORDER BY revision DESC LIMIT 1
    ) AS newest`;
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}
