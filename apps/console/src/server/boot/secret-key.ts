import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { AppError } from "@meridian/contracts/errors";
import { failureOf, makeFolder, writeSynced } from "@meridian/contracts/process";

const keyBytes = 32;
const expected = "expected 32 random bytes in base64 or hex, as `openssl rand -base64 32` prints";

/** What the secrets in the database are encrypted by. The key itself is in no log, answer or table. */
export type SecretKey = {
  bytes: Buffer;
  /** 16 hex characters that tell keys apart and nothing of the key. */
  fingerprint: string;
  /** Where it came from, for messages. */
  source: string;
};

export const secretKeyVariables = {
  MERIDIAN_SECRET_KEY: z
    .string()
    .optional()
    .describe("key of the secrets in the database, 32 bytes in base64 or hex: the same for all consoles"),
  MERIDIAN_SECRET_KEY_FILE: z
    .string()
    .optional()
    .describe("file with that key; without either one is made in MERIDIAN_SECRETS_DIR, for one console"),
};

type KeyVariables = {
  MERIDIAN_SECRET_KEY?: string | undefined;
  MERIDIAN_SECRET_KEY_FILE?: string | undefined;
};

/** The key that the environment names; null without one. Throws an Error in words for who runs the program. */
export function readSecretKey(given: KeyVariables): SecretKey | null {
  const { MERIDIAN_SECRET_KEY: text, MERIDIAN_SECRET_KEY_FILE: file } = given;
  if (text !== undefined && file !== undefined)
    throw new Error("MERIDIAN_SECRET_KEY, MERIDIAN_SECRET_KEY_FILE: expected one of them, found both");
  if (text !== undefined) return secretKeyOf(text, "MERIDIAN_SECRET_KEY");
  if (file === undefined) return null;
  return secretKeyOf(readText(file), "MERIDIAN_SECRET_KEY_FILE");
}

/** Throws an Error that names `source`, never the text. */
export function secretKeyOf(text: string, source: string): SecretKey {
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : Buffer.from(/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed) ? trimmed : "", "base64");
  if (bytes.length !== keyBytes)
    throw new Error(`${source}: ${expected}, found ${trimmed.length} characters`);
  return { bytes, source, fingerprint: derive(bytes, "fingerprint").toString("hex").slice(0, 16) };
}

/** A key for one purpose, from the one that a person keeps. */
export function derive(bytes: Buffer, purpose: string): Buffer {
  return createHmac("sha256", bytes).update(`meridian-secret-key\0${purpose}`).digest();
}

/** The file of a console that was given no key. */
export function keyFileIn(secretsDir: string): string {
  return join(secretsDir, "key");
}

/** Where the next key of that console stands until the database is encrypted by it. */
export function nextKeyFileIn(secretsDir: string): string {
  return join(secretsDir, "key.next");
}

/** The next key is the key from now on. Throws UNAVAILABLE, which says what to do, where the file cannot be renamed. */
export async function takeNextKeyFile(secretsDir: string): Promise<void> {
  const [next, key] = [nextKeyFileIn(secretsDir), keyFileIn(secretsDir)];
  await rename(next, key).catch((cause: unknown) => {
    const message =
      `The database is encrypted by the key in ${next} now, and that file could not take the place of ${key}: ${failureOf(cause)}. ` +
      `Keep ${next}: consoles start by it. Once the cause is mended, move it to ${key}, or start the console, which does that.`;
    throw new AppError("UNAVAILABLE", message, { cause });
  });
}

/** The key in a file; null where there is none. */
export async function findKeyFile(path: string): Promise<SecretKey | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new AppError("VALIDATION", `${path}: ${error.message}`, { cause: error });
  });
  if (text === null) return null;
  try {
    return secretKeyOf(text, path);
  } catch (error) {
    throw new AppError("VALIDATION", error instanceof Error ? error.message : String(error));
  }
}

/**
 * The key in a file, which is made with a new one where there is none, readable by its owner alone. Throws VALIDATION where it can be
 * neither read nor made.
 */
export async function ensureKeyFile(path: string): Promise<SecretKey> {
  const stored = await findKeyFile(path);
  if (stored) return stored;
  await makeKeyFile(path).catch((cause: unknown) => {
    throw new AppError("VALIDATION", `${path}: no key can be made there: ${failureOf(cause)}`, { cause });
  });
  const made = await findKeyFile(path);
  if (!made) throw new AppError("UNAVAILABLE", `${path}: it was removed while it was made.`);
  return made;
}

async function makeKeyFile(path: string): Promise<void> {
  await makeFolder(dirname(path));
  // link() fails when the name exists: two processes that start at once end up with the same complete key.
  const temporary = `${path}.${randomUUID()}`;
  // On disk before anything is encrypted by it: a key that a power cut takes away opens nothing.
  await writeSynced(temporary, randomBytes(keyBytes).toString("base64"));
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(temporary);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`MERIDIAN_SECRET_KEY_FILE: ${reason}`, { cause: error });
  }
}
