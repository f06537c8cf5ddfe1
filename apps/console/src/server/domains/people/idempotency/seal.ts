import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { canonicalJson } from "@meridian/contracts/wire";

const cipherName = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

type SealOptions = { secret: string; key: string };

/**
 * Encrypts stored answers with a secret that is not in the database: an answer may hold a token that is otherwise stored
 * only as a hash.
 */
export function sealAnswer(answer: string, options: SealOptions): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, cipherKey(options), nonce);
  const sealed = Buffer.concat([cipher.update(answer, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** Throws when the answer was sealed under another secret or key, or altered. */
export function openAnswer(sealed: string, options: SealOptions): string {
  const bytes = Buffer.from(sealed, "base64");
  const textAt = nonceBytes + tagBytes;
  const decipher = createDecipheriv(cipherName, cipherKey(options), bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, textAt));
  return decipher.update(bytes.subarray(textAt), undefined, "utf8") + decipher.final("utf8");
}

function cipherKey({ secret, key }: SealOptions): Buffer {
  return createHmac("sha256", secret).update(`idempotent-answer\0${key}`).digest();
}

/**
 * Tells requests apart without holding one: keyed by a secret that is not in the database, since a plain hash of a short
 * input, such as a password, would be found by trying.
 */
export function hashRequest(request: { path: string; input: unknown }, secret: string): string {
  return createHmac("sha256", secret)
    .update(`request\0${canonicalJson(request)}`)
    .digest("hex");
}
