import { createHash } from "node:crypto";
import { cpSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sha256 = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");

type Manifest = {
  name: string;
  digest: string;
  files: { path: string; sha256: string; sizeBytes: number }[];
};

/**
 * Copies a version folder under a new name, its model cut short and the digests made to match: every check of files
 * passes, and no engine can load it.
 */
export function writeBrokenVersion(source: string, folder: string, name: string): void {
  cpSync(source, folder, { recursive: true });
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  for (const file of manifest.files) {
    const model = join(folder, file.path);
    if (file.path.endsWith(".onnx")) truncateSync(model, Math.floor(file.sizeBytes / 2));
    const content = readFileSync(model);
    Object.assign(file, { sha256: sha256(content), sizeBytes: content.length });
  }
  const lines = manifest.files.map((file) => `${file.path} ${file.sha256}\n`).toSorted();
  writeFileSync(path, JSON.stringify({ ...manifest, name, digest: sha256(lines.join("")) }));
}
