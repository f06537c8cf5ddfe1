import { LaunchError } from "./launch-error.ts";
import { migrationsDir } from "./paths.ts";

/**
 * @typedef {object} LocalDatabase
 * @property {string} url
 * @property {boolean} isShared it ran before and may be needed by others
 * @property {() => Promise<void>} stop
 */

/**
 * The server that DATABASE_URL names, else an embedded one of this data folder.
 * @param {import("./paths.ts").Layout} layout
 * @param {string | undefined} databaseUrl
 * @param {(line: string) => void} log
 * @returns {Promise<LocalDatabase>}
 */
export async function openDatabase(layout, databaseUrl, log) {
  if (databaseUrl) return { url: databaseUrl, isShared: true, stop: async () => undefined };
  const { startEmbeddedPostgres } = await embedded();
  const server = await startEmbeddedPostgres({ dataDir: layout.postgres, log });
  return { url: server.url, isShared: server.isAdopted, stop: () => server.stop() };
}

/**
 * Deletes the embedded database of this data folder, its server stopped first.
 * @param {import("./paths.ts").Layout} layout
 */
export async function removeDatabase(layout) {
  const { removeEmbeddedPostgres } = await embedded();
  await removeEmbeddedPostgres(layout.postgres);
}

/** @type {Promise<typeof import("@meridian/db/embedded")> | undefined} */
let embeddedModule;

function embedded() {
  embeddedModule ??= import("@meridian/db/embedded");
  return embeddedModule;
}

/**
 * @param {string} url
 * @returns {Promise<string[]>} names of the migrations that were applied
 */
export async function migrateDatabase(url) {
  /** @type {typeof import("@meridian/db")} */
  const { migrate } = await import("@meridian/db");
  try {
    return (await migrate({ url, migrationsDir })).applied;
  } catch (error) {
    throw unreachable(url, error) ?? error;
  }
}

/**
 * @param {string} url
 * @param {unknown} error
 */
function unreachable(url, error) {
  const code = /** @type {NodeJS.ErrnoException} */ (error)?.code;
  if (code !== "ECONNREFUSED" && code !== "ENOTFOUND" && code !== "ETIMEDOUT") return null;
  return new LaunchError(`No PostgreSQL answers at ${new URL(url).host}.`, {
    hint: "Check DATABASE_URL, or leave it out to use the embedded database.",
    cause: error,
  });
}
