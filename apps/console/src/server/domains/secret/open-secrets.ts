import { randomBytes } from "node:crypto";
import { AppError } from "@meridian/contracts/errors";
import { type Db, inTransaction, type Tx } from "@meridian/db";
import {
  ensureKeyFile,
  findKeyFile,
  keyFileIn,
  nextKeyFileIn,
  type SecretKey,
  takeNextKeyFile,
} from "../../boot/secret-key.ts";
import { readEarlierSecrets, removeEarlierSecrets, secretNames, type Secrets } from "../../boot/secrets.ts";
import type { Logger } from "../../boot/logger.ts";
import { type FleetCa, makeFleetCa, openFleetCa } from "../../boot/fleet-ca.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

export type SecretSource = { secretKey: SecretKey | null; secretsDir: string };
type OpenedSecrets = { secrets: Secrets; key: SecretKey; fleetCa: FleetCa };

/** Beside the secrets that are random text. */
const fleetCaName = "fleet-ca";

/**
 * The secrets that all consoles of this database share. What is missing is made once, from the files of an earlier version where
 * there are any; two consoles that start at once end up with the same. Throws REFUSED_BY_RULE when the key is another one than
 * the secrets are encrypted by.
 */
export async function openSecrets(db: Db, source: SecretSource, logger: Logger): Promise<OpenedSecrets> {
  const key = await keyFor(db, source);
  const earlier = await readEarlierSecrets(source.secretsDir);
  const { secrets, fleetCa } = await inTransaction(db, async (tx) => {
    await tx.$executeRaw`INSERT INTO secret_keys (fingerprint) VALUES (${key.fingerprint}) ON CONFLICT DO NOTHING`;
    await assertKeyOf(tx, key);
    return { secrets: await ensureSecrets(tx, key, earlier), fleetCa: await ensureFleetCa(tx, key) };
  });
  const strange = await removeEarlierSecrets(source.secretsDir, earlier, secrets);
  if (strange.length > 0) {
    const files = { dir: source.secretsDir, files: strange };
    logger.warn(files, "these files hold other secrets than the database: they are not used, remove them");
  }
  return { secrets, key, fleetCa };
}

/**
 * The key that this process was given, or that of its folder. None is made where the secrets are encrypted already: it could
 * open nothing.
 */
export async function keyFor(db: Db, { secretKey, secretsDir }: SecretSource): Promise<SecretKey> {
  if (secretKey) return secretKey;
  const path = keyFileIn(secretsDir);
  const known = await db.secretKey.findUnique({ where: { id: 1 } });
  if (!known) return ensureKeyFile(path);
  const stored = await findKeyFile(path);
  if (stored?.fingerprint === known.fingerprint) return stored;
  // A change of key that was killed between the database and the file.
  const next = await findKeyFile(nextKeyFileIn(secretsDir));
  if (next?.fingerprint === known.fingerprint) {
    // Where it still cannot be renamed, it is the key all the same: no reason not to start.
    await takeNextKeyFile(secretsDir).catch(() => undefined);
    return next;
  }
  if (stored) return stored;
  throw wrongKey(known.fingerprint, `none, and ${path} does not exist`);
}

/** Holds the key's row until the transaction ends, so that no change of key comes in between. */
export async function assertKeyOf(tx: Tx, key: SecretKey): Promise<void> {
  const [row] = await tx.$queryRaw<{ fingerprint: string }[]>`
    SELECT fingerprint FROM secret_keys WHERE id = 1 FOR UPDATE`;
  if (row?.fingerprint !== key.fingerprint)
    throw wrongKey(row?.fingerprint ?? "none", `${key.fingerprint} of ${key.source}`);
}

function wrongKey(expected: string, found: string): AppError {
  return new AppError(
    "REFUSED_BY_RULE",
    `The secrets in the database are encrypted by another key: expected the one with fingerprint ${expected}, found ${found}. ` +
      "Set MERIDIAN_SECRET_KEY or MERIDIAN_SECRET_KEY_FILE to the key of the console that made them.",
    { details: { rule: "secret-key", expected } },
  );
}

async function ensureSecrets(tx: Tx, key: SecretKey, earlier: Partial<Secrets>): Promise<Secrets> {
  for (const name of secretNames) {
    const sealed = sealSecret(key, name, earlier[name] ?? randomBytes(32).toString("base64url"));
    await tx.$executeRaw`INSERT INTO console_secrets (name, sealed) VALUES (${name}, ${sealed}) ON CONFLICT DO NOTHING`;
  }
  const rows = await tx.consoleSecret.findMany({ where: { name: { in: [...secretNames] } } });
  const opened = rows.map(({ name, sealed }) => [name, openSecret(key, name, sealed)] as const);
  return Object.fromEntries(opened) as Secrets;
}

/** Under the lock of the key's row: of two consoles that start at once the second finds the first one's. */
async function ensureFleetCa(tx: Tx, key: SecretKey): Promise<FleetCa> {
  const stored = await tx.consoleSecret.findUnique({ where: { name: fleetCaName } });
  const text = stored ? openSecret(key, fleetCaName, stored.sealed) : await makeFleetCa();
  if (!stored)
    await tx.consoleSecret.create({
      data: { name: fleetCaName, sealed: sealSecret(key, fleetCaName, text) },
    });
  return openFleetCa(text);
}
