import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** Those that all consoles of a database share. */
export const secretNames = ["auth", "bearer"] as const;
export type SecretName = (typeof secretNames)[number];

/**
 * `auth` signs session cookies, and keys the hashes and seals of kept answers. Bearers between gateways and nodes follow
 * from `bearer`.
 */
export type Secrets = Record<SecretName, string>;

/** What consoles kept in files before the database had it: taken over once, so that nobody is signed out. */
export async function readEarlierSecrets(dir: string): Promise<Partial<Secrets>> {
  const read = await Promise.all(secretNames.map(async (name) => [name, await readIfThere(join(dir, name))]));
  return Object.fromEntries(read.filter(([, text]) => text !== null)) as Partial<Secrets>;
}

/** Removes the files whose secret is the database's by now. Returns the names of those that hold another one. */
export async function removeEarlierSecrets(
  dir: string,
  earlier: Partial<Secrets>,
  secrets: Secrets,
): Promise<SecretName[]> {
  const kept = secretNames.filter((name) => earlier[name] !== undefined && earlier[name] !== secrets[name]);
  for (const name of secretNames)
    if (earlier[name] === secrets[name]) await rm(join(dir, name), { force: true });
  return kept;
}

function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}
