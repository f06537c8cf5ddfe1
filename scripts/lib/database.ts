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

/** The server that DATABASE_URL names, else an embedded one of this data folder. */
export async function openDatabase(
  layout: Layout,
  databaseUrl: string | undefined,
  log: (line: string) => void,
): Promise<LocalDatabase> {
  if (databaseUrl) return { url: databaseUrl, isShared: true, stop: async () => undefined };
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
  const { migrate } = await import("@meridian/db");
  try {
    return (await migrate({ url, migrationsDir })).applied;
  } catch (error) {
    throw unreachable(url, error) ?? error;
  }
}

function unreachable(url: string, error: unknown): LaunchError | null {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ECONNREFUSED" && code !== "ENOTFOUND" && code !== "ETIMEDOUT") return null;
  return new LaunchError(`No PostgreSQL answers at ${new URL(url).host}.`, {
    hint: "Check DATABASE_URL, or leave it out to use the embedded database.",
    cause: error,
  });
}
