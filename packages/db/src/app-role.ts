import pg from "pg";
import type { Db } from "./client.ts";
import { DatabaseError } from "./errors.ts";

export type AppRole = {
  /** Of the tables' owner. */
  url: string;
  role: string;
  /** Set; left out: an existing role keeps its own. */
  password?: string;
};

/**
 * Makes the role that consoles run as, or brings its rights up to date: it reads and writes rows and can neither change tables,
 * nor disable triggers, nor rewrite the audit log. Tables of later migrations are included.
 * @returns whether the role is new
 * @throws DatabaseError for a role that has more rights than that
 */
export async function ensureAppRole({ url, role, password }: AppRole): Promise<{ isNew: boolean }> {
  const client = new pg.Client({ connectionString: url, application_name: "meridian migrate" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const isNew = await createIfMissing(client, role);
    const name = pg.escapeIdentifier(role);
    if (password !== undefined) {
      await client.query(`ALTER ROLE ${name} PASSWORD ${pg.escapeLiteral(password)}`);
    }
    await client.query(await grants(client, name));
    return { isNew };
  } finally {
    await client.end();
  }
}

/** The same database by another role. */
export function urlAs(url: string, { role, password }: { role: string; password: string }): string {
  const other = new URL(url);
  [other.username, other.password] = [role, password];
  return other.href;
}

/** Whether the connection's role could disable the trigger that keeps the audit log. */
export async function canRewriteHistory(db: Pick<Db, "$queryRaw">): Promise<boolean> {
  const [row] = await db.$queryRaw<{ can: boolean }[]>`
    SELECT rolsuper OR pg_has_role(current_user, relowner, 'MEMBER') AS can
    FROM pg_roles, pg_class WHERE rolname = current_user AND pg_class.oid = 'changes'::regclass`;
  return row?.can ?? true;
}

async function createIfMissing(client: pg.Client, role: string): Promise<boolean> {
  const { rows } = await client.query<{ is_mighty: boolean }>(
    `SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'changes'::regclass), 'MEMBER')
       AS is_mighty FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  const [known] = rows;
  if (known?.is_mighty) {
    throw new DatabaseError(
      "role-too-mighty",
      `The role ${role} owns Meridian's tables or is a superuser: name one of its own for the console.`,
    );
  }
  if (!known) await client.query(`CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN`);
  return known === undefined;
}

async function grants(client: pg.Client, role: string): Promise<string> {
  const { rows } = await client.query<{ schema: string; database: string }>(
    "SELECT current_schema() AS schema, current_database() AS database",
  );
  const [schema, database] = [rows[0]?.schema ?? "public", rows[0]?.database ?? ""].map((name) =>
    pg.escapeIdentifier(name),
  );
  const rowRights = "SELECT, INSERT, UPDATE, DELETE";
  return `
    GRANT CONNECT ON DATABASE ${database} TO ${role};
    GRANT USAGE ON SCHEMA ${schema} TO ${role};
    GRANT ${rowRights} ON ALL TABLES IN SCHEMA ${schema} TO ${role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT ${rowRights} ON TABLES TO ${role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE ON SEQUENCES TO ${role};
    REVOKE UPDATE, DELETE ON changes FROM ${role};
    REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${role};
    GRANT EXECUTE ON FUNCTION ensure_partition(TEXT, DATE), drop_partitions_before(TEXT, DATE) TO ${role};`;
}
