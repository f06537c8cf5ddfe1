import { LaunchError } from "./launch-error.ts";
import { type Layout, migrationsDir } from "./paths.ts";

export type LocalDatabase = {
  url: string;
  /** It ran before and may be needed by others. */
  isShared: boolean;
  stop: () => Promise<void>;
};

// The database's package is loaded late, so that a checkout that is not installed or generated can say so.
const embedded = () => import("@meridian/db/embedded");

const databaseHint = "Check DATABASE_URL, or leave it out to use the embedded database.";

/** The server that DATABASE_URL names, else (empty counts as unset) an embedded one of this data folder. */
export async function openDatabase(
  layout: Layout,
  databaseUrl: string | undefined,
  log: (line: string) => void,
): Promise<LocalDatabase> {
  if (!databaseUrl) return embeddedDatabase(layout, log);
  if (!URL.canParse(databaseUrl)) {
    const message = "DATABASE_URL: expected postgresql://user:password@host:port/database.";
    throw new LaunchError(message, { hint: databaseHint });
  }
  return { url: databaseUrl, isShared: true, stop: async () => undefined };
}

async function embeddedDatabase(layout: Layout, log: (line: string) => void): Promise<LocalDatabase> {
  const { startEmbeddedPostgres } = await embedded();
  const server = await startEmbeddedPostgres({ dataDir: layout.postgres, log });
  return { url: server.url, isShared: server.isAdopted, stop: () => server.stop() };
}

/** Deletes the embedded database of this data folder, its server stopped first. */
export async function removeDatabase(layout: Layout): Promise<void> {
  const { removeEmbeddedPostgres } = await embedded();
  await removeEmbeddedPostgres(layout.postgres);
}

/** @returns names of the migrations that were applied */
export async function migrateDatabase(url: string): Promise<string[]> {
  const { connectionProblem, migrate } = await import("@meridian/db");
  try {
    return (await migrate({ url, migrationsDir })).applied;
  } catch (cause) {
    const problem = connectionProblem(url, cause);
    if (problem === null) throw cause;
    throw new LaunchError(problem, { hint: databaseHint, cause });
  }
}
