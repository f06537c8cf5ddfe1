import type { Db } from "./client.ts";
import { migrationNames } from "./generated/migrations.ts";

/** How the database's schema differs from the one that this program was built for. */
export type SchemaProblem =
  | { kind: "none" }
  /** Migrations that it lacks, and those that nobody here knows. */
  | { kind: "older" | "newer"; migrations: string[] };

/** Null: it is the right one. */
export async function findSchemaProblem(db: Pick<Db, "$queryRaw">): Promise<SchemaProblem | null> {
  const [table] = await db.$queryRaw<{ name: string | null }[]>`
    SELECT to_regclass('_prisma_migrations')::text AS name`;
  if (!table?.name) return { kind: "none" };
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;
  const applied = rows.map(({ name }) => name);
  const unknown = applied.filter((name) => !migrationNames.includes(name));
  if (unknown.length > 0) return { kind: "newer", migrations: unknown };
  const missing = migrationNames.filter((name) => !applied.includes(name));
  if (missing.length === 0) return null;
  return applied.length === 0 ? { kind: "none" } : { kind: "older", migrations: missing };
}
