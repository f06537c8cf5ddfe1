import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "@meridian/contracts/errors";
import { derive, type SecretKey } from "../../boot/secret-key.ts";

const cipherName = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
/** So that a later way of sealing can be told from this one. */
const version = "v1";

/** Encrypts a secret for the database. Its name is authenticated: a row cannot be put in another one's place. */
export function sealSecret(key: SecretKey, name: string, secret: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, derive(key.bytes, "encryption"), nonce).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** Throws REFUSED_BY_RULE for what was altered, or sealed by another key or under another name. */
export function openSecret(key: SecretKey, name: string, sealed: string): string {
  const [prefix, text = ""] = sealed.split(".");
  const bytes = Buffer.from(text, "base64url");
  try {
    if (prefix !== version) throw new Error(`expected ${version}`);
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv(cipherName, derive(key.bytes, "encryption"), nonce);
    decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    const message = `The secret “${name}” in the database cannot be opened: its row was altered. Restore console_secrets and secret_keys from one backup.`;
    throw new AppError("REFUSED_BY_RULE", message, { cause });
  }
}
