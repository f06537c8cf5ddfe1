import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { ModelFile } from "./manifest.ts";

/** sha256 of a file's bytes, lower-case hex; reads it in pieces. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/**
 * The digest of a version: sha256 over the UTF-8 lines `<path> <sha256>\n` of its files, sorted by path
 * (by UTF-16 code unit). Name, source and creation time are not part of it.
 */
export function digestOfFiles(files: readonly Pick<ModelFile, "path" | "sha256">[]): string {
  const lines = files.map((f) => `${f.path} ${f.sha256}\n`).sort();
  return createHash("sha256").update(lines.join(""), "utf8").digest("hex");
}
