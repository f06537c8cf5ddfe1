import { z } from "zod";
import { Sha256Hex } from "../ids.ts";

/** `percent` of an origin's requests that name no version ask for this one; the rest get their node's default. */
export const VersionSplit = z.object({
  name: z.string().min(1).max(100),
  digest: Sha256Hex,
  percent: z.number().int().min(1).max(100),
});
export type VersionSplit = z.infer<typeof VersionSplit>;

const buckets = 2 ** 32;

/**
 * Whether the split sends a request to its version. The answer depends on the id alone, so every gateway agrees, and an id
 * that is in at one percentage stays in at every higher one. Splits of different versions choose different ids.
 */
export function isInSplit(requestId: string, { digest, percent }: Pick<VersionSplit, "digest" | "percent">) {
  return hash32(requestId, Number.parseInt(digest.slice(0, 8), 16)) < (percent / 100) * buckets;
}

/** FNV-1a over UTF-16 units, then the finalizer of MurmurHash3: ids that differ in one digit fall far apart. */
function hash32(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
