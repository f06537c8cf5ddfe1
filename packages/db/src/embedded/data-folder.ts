import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import {
  chown,
  lstat,
  mkdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { DatabaseError } from "../errors.ts";
import { type Binaries, plainEnvironment } from "./binaries.ts";
import { nullIfMissing } from "./null-if-missing.ts";
import {
  canEnter,
  createSharedFolder,
  isRoot,
  sharedFolder,
  type ServerUser,
  systemUser,
} from "./server-user.ts";

const execute = promisify(execFile);
/** Two seconds as a rule; a slow disk takes longer. */
const initWithinMs = 120_000;
export const superuser = "meridian";

/** Where the data really is, and whose the server is (null: ours). */
export type DataFolder = { dir: string; user: ServerUser | null };

/**
 * The data of `dataDir`. For root, in a folder that the server's user cannot enter, `dataDir` is a link to a place
 * under /var/lib/meridian. Existing data is found where it is, whatever the permissions are now.
 */
export async function findDataFolder(dataDir: string): Promise<DataFolder> {
  const linked = await linkTarget(dataDir);
  const dir = linked ?? dataDir;
  if (!isRoot()) return { dir, user: null };
  if (existsSync(join(dir, "PG_VERSION"))) return { dir, user: await ownerOf(dir) };

  const user = systemUser();
  await mkdir(dirname(dataDir), { recursive: true });
  if (linked !== null || canEnter(user, dirname(dataDir))) return { dir, user };
  const elsewhere = join(await createSharedFolder(`data-${randomUUID()}`), "postgres");
  await symlink(elsewhere, dataDir);
  return { dir: elsewhere, user };
}

/** Deletes the data, and the link where there is one with the folder made for it; a link of somebody else's stays. */
export async function removeDataFolder(dataDir: string): Promise<void> {
  const linked = await linkTarget(dataDir);
  const isOurs = linked !== null && dirname(linked).startsWith(sharedFolder("data-"));
  if (isOurs) await rm(dirname(linked), { recursive: true, force: true });
  else if (linked !== null) await rm(linked, { recursive: true, force: true });
  if (isOurs || linked === null) await rm(dataDir, { recursive: true, force: true });
}

async function linkTarget(path: string): Promise<string | null> {
  const stats = await lstat(path).catch(nullIfMissing);
  return stats?.isSymbolicLink() ? resolve(dirname(path), await readlink(path)) : null;
}

async function ownerOf(dir: string): Promise<ServerUser> {
  const { uid, gid } = await stat(dir);
  return uid === 0 ? systemUser() : { uid, gid };
}

/**
 * Creates the database cluster unless it exists. Works in a folder beside it, so that an interruption leaves nothing that
 * looks complete.
 * @throws DatabaseError when the data was made by another major version of PostgreSQL
 */
export async function initialise(
  folder: DataFolder,
  options: { binaries: Binaries; password: string; log: (message: string) => void },
): Promise<void> {
  const { dir, user } = folder;
  const version = await readVersion(dir);
  if (version === options.binaries.major) return;
  if (version !== null) throw wrongVersion(dir, version, options.binaries.major);

  options.log(`creating the database in ${dir}`);
  const partial = `${dir}.partial`;
  const passwordFile = `${dir}.password`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  try {
    if (user !== null) for (const path of [partial, passwordFile]) await chown(path, user.uid, user.gid);
    await runInitdb({ dir: partial, user }, options.binaries, passwordFile);
  } finally {
    await rm(passwordFile);
  }
  await rename(partial, dir);
}

async function readVersion(dir: string): Promise<string | null> {
  try {
    return (await readFile(join(dir, "PG_VERSION"), "utf8").catch(nullIfMissing))?.trim() ?? null;
  } catch (cause) {
    const message = `Cannot read the database in ${dir}. Does it belong to another user?`;
    throw new DatabaseError("server-start", message, { cause });
  }
}

/** Sorting and encoding are PostgreSQL's own, so they do not depend on what the machine has installed. */
async function runInitdb(
  { dir, user }: DataFolder,
  { initdb }: Binaries,
  passwordFile: string,
): Promise<void> {
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = [`--username=${superuser}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const memory = ["-c", "dynamic_shared_memory_type=mmap"];
  const flags = ["-D", dir, ...access, ...locale, ...memory, "--no-instructions"];
  try {
    await execute(initdb, flags, { ...user, cwd: "/", env: plainEnvironment, timeout: initWithinMs });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError("server-start", `The database could not be created in ${dir}: ${reason}`, {
      cause,
    });
  }
}

function wrongVersion(dir: string, found: string, ours: string): DatabaseError {
  return new DatabaseError(
    "server-version",
    `The database in ${dir} was made by PostgreSQL ${found}; this release brings PostgreSQL ${ours}, which cannot ` +
      `read it. Nothing was changed. Either start the release that made it, dump it with pg_dump ${found} and load ` +
      `the dump here, or move that folder away to begin with an empty database.`,
  );
}
