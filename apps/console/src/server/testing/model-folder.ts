import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Precision } from "@meridian/contracts/fleet";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Writes a version folder with one small file and returns its digest. */
export async function writeModelFolder(
  modelsDir: string,
  {
    name,
    content,
    precisions = ["int8", "fp32"],
  }: { name: string; content: string; precisions?: Precision[] },
): Promise<string> {
  const folder = join(modelsDir, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "vocab.txt"), content);
  const file = { path: "vocab.txt", sha256: sha256(content), sizeBytes: content.length };
  const digest = sha256(`vocab.txt ${file.sha256}\n`);
  const manifest = {
    schemaVersion: 1,
    name,
    digest,
    precisions,
    files: [file],
    source: `made of ${content}`,
  };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return digest;
}
