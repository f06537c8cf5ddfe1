import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type Secrets = {
  /** Signs session cookies. */
  auth: string;
  /** Each node's bearer is an HMAC of its id under this. */
  bearer: string;
};

/** Reads the console's secrets from `dir`; what is missing is generated once, readable by its owner alone. */
export async function loadSecrets(dir: string): Promise<Secrets> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return { auth: await loadSecret(dir, "auth"), bearer: await loadSecret(dir, "bearer") };
}

async function loadSecret(dir: string, name: string): Promise<string> {
  const path = join(dir, name);
  const stored = await readIfThere(path);
  if (stored !== null) return stored;

  // link() fails when the name exists: two processes that start at once end up with the same complete secret.
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, randomBytes(32).toString("base64url"), { mode: 0o600, flush: true });
  await link(temporary, path).catch(ignoreCode("EEXIST"));
  await rm(temporary);
  return readFile(path, "utf8");
}

function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(ignoreCode("ENOENT"));
}

function ignoreCode(code: string): (error: unknown) => null {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === code) return null;
    throw error;
  };
}
