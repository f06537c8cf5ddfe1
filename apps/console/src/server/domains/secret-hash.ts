import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A secret of 256 bits with a prefix that tells people what leaked. */
export function newSecret(prefix: "met" | "mac" | "mat" | "miv" | "mak" | "mst"): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** What is stored of a secret; one round suffices, since secrets are random and long. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export function isSecretOf(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), "hex"), Buffer.from(hash, "hex"));
}
