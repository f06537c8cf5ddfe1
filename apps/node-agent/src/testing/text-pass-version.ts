import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOfFiles, parseManifest, sha256OfFile } from "@meridian/model";
import { bundledModelsDir } from "./inference-fixture.ts";

/** A model store with the compact model under the text pass and the windows that imports write. Remove it afterwards. */
export async function textPassStore(): Promise<{ store: string; folder: string }> {
  const store = await mkdtemp(join(tmpdir(), "meridian-text-pass-"));
  const folder = join(store, "compact-text-pass");
  await cp(join(bundledModelsDir, "compact"), folder, { recursive: true });
  const path = join(folder, "preprocess.json");
  const preprocess: object = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...preprocess, textPass: 1, windowLength: 48, windowOverlap: 20 }));
  const manifestPath = join(folder, "manifest.json");
  const manifest = parseManifest(JSON.parse(await readFile(manifestPath, "utf8")));
  const sha256 = await sha256OfFile(path);
  const { length: sizeBytes } = await readFile(path);
  const files = manifest.files.map((file) =>
    file.path === "preprocess.json" ? { ...file, sha256, sizeBytes } : file,
  );
  const changed = { ...manifest, name: "compact-text-pass", files, digest: digestOfFiles(files) };
  await writeFile(manifestPath, JSON.stringify(changed));
  return { store, folder };
}
