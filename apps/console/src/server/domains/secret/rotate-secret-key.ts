import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import {
  ensureKeyFile,
  keyFileIn,
  nextKeyFileIn,
  type SecretKey,
  takeNextKeyFile,
} from "../../boot/secret-key.ts";
import { appendChange } from "../audit/index.ts";
import type { ServiceContext } from "../context.ts";
import { assertKeyOf, keyFor, type SecretSource } from "./open-secrets.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

/** `newKeyFile` left out: for the one console whose key is in its folder. */
export type RotateSecretKeyInput = { source: SecretSource; newKeyFile?: string | undefined };
export type RotatedKey = { fingerprint: string; before: string; keyFile: string };

/**
 * Encrypts the shared secrets by the key in `newKeyFile`, which is made where it does not exist. The secrets stay the same, so
 * consoles that run go on; their next start needs the new key. Throws REFUSED_BY_RULE when the key of now is another one, and
 * VALIDATION without a file where consoles are given their key.
 */
export async function rotateSecretKey({
  ctx,
  input: { source, newKeyFile },
}: {
  ctx: ServiceContext;
  input: RotateSecretKeyInput;
}): Promise<RotatedKey> {
  if (source.secretKey && newKeyFile === undefined)
    throw new AppError("VALIDATION", "--new-key-file: expected the file of the new key, found none.");
  const key = await keyFor(ctx.db, source);
  const keyFile = newKeyFile ?? nextKeyFileIn(source.secretsDir);
  const newKey = await ensureKeyFile(keyFile);
  if (newKey.fingerprint === key.fingerprint)
    throw new AppError(
      "REFUSED_BY_RULE",
      `${keyFile} holds the key that is in use: name a file with another one.`,
    );
  await reencrypt(ctx, key, newKey);
  const told = { fingerprint: newKey.fingerprint, before: key.fingerprint };
  if (newKeyFile !== undefined) return { ...told, keyFile };
  await takeNextKeyFile(source.secretsDir);
  return { ...told, keyFile: keyFileIn(source.secretsDir) };
}

async function reencrypt(ctx: ServiceContext, key: SecretKey, newKey: SecretKey): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await assertKeyOf(tx, key);
    for (const { name, sealed } of await tx.consoleSecret.findMany()) {
      const resealed = sealSecret(newKey, name, openSecret(key, name, sealed));
      await tx.consoleSecret.update({ where: { name }, data: { sealed: resealed } });
    }
    const after = { fingerprint: newKey.fingerprint };
    await tx.secretKey.update({ where: { id: 1 }, data: { ...after, since: ctx.now() } });
    const subject = { type: "system", id: "database" };
    const before = { fingerprint: key.fingerprint };
    await appendChange(tx, ctx, { revision, kind: "system.secret-key-rotated", subject, before, after });
  });
  ctx.changes.wake();
}
