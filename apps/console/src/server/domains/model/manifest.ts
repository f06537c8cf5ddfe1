import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Precision } from "@meridian/contracts/fleet";
import { Sha256Hex } from "@meridian/contracts/ids";
import { ModelFile } from "@meridian/contracts/wire";
import { z } from "zod";

export const manifestFileName = "manifest.json";

/** What the console needs of a model version's manifest; the rest of it is kept as it is. */
const Manifest = z.looseObject({
  schemaVersion: z.literal(1),
  name: z.string().min(1).max(100),
  digest: Sha256Hex,
  /** The preferred precision first. */
  precisions: z.array(Precision).min(1),
  files: z.array(ModelFile).min(1),
});

export type ModelFolder = { folder: string; manifest: z.infer<typeof Manifest> };

/** Folders below `dir` that hold a manifest, in order of their names. */
export async function findModelFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name === manifestFileName)
    .map((entry) => entry.parentPath)
    .toSorted();
}

/** Reads a version folder and hashes every file. Throws an Error that names the file at fault. */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const manifest = await readManifest(folder);
  if (digestOfFiles(manifest.files) !== manifest.digest) {
    throw new Error(`${manifestFileName}: the digest does not match the files it lists`);
  }
  for (const { path, sha256 } of manifest.files) {
    const found = await sha256OfFile(join(folder, path)).catch((cause: NodeJS.ErrnoException) => {
      throw new Error(`${path} cannot be read (${cause.code})`, { cause });
    });
    if (found !== sha256) throw new Error(`${path}: the digest does not match`);
  }
  return { folder, manifest };
}

async function readManifest(folder: string): Promise<ModelFolder["manifest"]> {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(folder, manifestFileName), "utf8")));
  } catch (cause) {
    throw new Error(`${manifestFileName} cannot be read`, { cause });
  }
}

/** sha256 over the sorted lines `<path> <sha256>\n`; the model package computes the same. */
function digestOfFiles(files: ModelFile[]): string {
  const lines = files.map(({ path, sha256 }) => `${path} ${sha256}\n`).toSorted();
  return createHash("sha256").update(lines.join("")).digest("hex");
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
