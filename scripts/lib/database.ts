import { randomBytes } from "node:crypto";
import { accessSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LaunchError } from "./launch-error.ts";
import { type Layout, migrationsDir } from "./paths.ts";

export type LocalDatabase = {
  /** By the owner of the tables. */
  url: string;
  /** What the console connects to: with the embedded server by a role that cannot rewrite the audit log. */
  consoleUrl: () => Promise<string>;
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
  return {
    url: databaseUrl,
    consoleUrl: () => Promise.resolve(databaseUrl),
    isShared: true,
    stop: async () => undefined,
  };
}

/** For a command that looks something up or mends it: an empty database that it made would have nothing of what is meant. */
export function assertDatabaseThere({ base, postgres }: Layout): void {
  try {
    accessSync(join(postgres, "PG_VERSION"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return;
    throw new LaunchError(`There is no database in ${base}.`, {
      hint: "Name the folder that npm start was given: --data-dir <path>. Or make one there with npm start.",
    });
  }
}

async function embeddedDatabase(layout: Layout, log: (line: string) => void): Promise<LocalDatabase> {
  const { startEmbeddedPostgres } = await embedded();
  const server = await startEmbeddedPostgres({ dataDir: layout.postgres, log });
  return {
    url: server.url,
    consoleUrl: () => asAppRole(server.url, join(layout.secrets, "postgres-app-password")),
    isShared: server.isAdopted,
    stop: () => server.stop(),
  };
}

/** The password is the launcher's own, so a lost file is replaced. */
async function asAppRole(url: string, passwordFile: string): Promise<string> {
  const { ensureAppRole, urlAs } = await import("@meridian/db");
  if (!existsSync(passwordFile)) {
    mkdirSync(dirname(passwordFile), { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600 });
  }
  const app = { role: "meridian_app", password: readFileSync(passwordFile, "utf8").trim() };
  await ensureAppRole({ url, ...app });
  return urlAs(url, app);
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
