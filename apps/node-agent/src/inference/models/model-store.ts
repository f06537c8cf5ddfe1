import { access, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@meridian/contracts/errors";
import { makeFolder } from "@meridian/contracts/process";
import type { DesiredModel, ModelFile } from "@meridian/contracts/wire";
import { digestOfFiles, onnxFileName, parseManifest, sha256OfFile } from "@meridian/model";
import { type Download, downloadFile } from "./download-file.ts";

const manifestFile = "manifest.json";
/** Ends the names of files that are not whole yet. */
const partialSuffix = ".partial";

export type ModelStoreOptions = {
  dataDir: string;
  /** Read-only folder that holds version folders under any name. */
  sharedDir: string | undefined;
  consoleUrl: string;
  agentId: string;
  /** The one of now: it may be replaced. */
  credential: () => string;
};

export function ownModelsDir(dataDir: string): string {
  return join(dataDir, "models");
}

/** Where model files are on this machine: a shared read-only folder, else our own, filled from the console. */
export class ModelStore {
  private readonly ownDir: string;

  constructor(private readonly options: ModelStoreOptions) {
    this.ownDir = ownModelsDir(options.dataDir);
  }

  /** The folder of a version with all that its precision needs, fetched if need be; contents are not verified. */
  async obtain(model: DesiredModel, signal: AbortSignal): Promise<string> {
    const shared = await this.findShared(model.digest);
    if (shared) return shared;
    const own = join(this.ownDir, model.digest);
    await this.fetchMissing(model, own, signal);
    return own;
  }

  /** Hashes every file of its precision. Throws naming the first that is wrong; our own copy of it is removed. */
  async verify(folder: string, model: DesiredModel): Promise<void> {
    const digest = await digestIn(folder);
    if (digest !== model.digest) return this.refuse(folder, manifestFile, model.digest, digest);
    for (const { path, sha256 } of neededFiles(model)) {
      const found = await sha256OfFile(join(folder, path)).catch((error: Error) => error.message);
      if (found !== sha256) return this.refuse(folder, path, sha256, found);
    }
  }

  private async refuse(folder: string, path: string, expected: string, found: string | null): Promise<never> {
    if (folder.startsWith(this.ownDir)) await rm(join(folder, path), { force: true });
    throw corrupted(path, expected, found ?? "none that fits its files");
  }

  private async findShared(digest: string): Promise<string | null> {
    const { sharedDir } = this.options;
    if (!sharedDir) return null;
    const names = await readdir(sharedDir).catch((cause: Error) => {
      throw new AppError("REFUSED_BY_RULE", `MERIDIAN_MODEL_STORE: ${cause.message}`, { cause });
    });
    for (const name of names) {
      const folder = join(sharedDir, name);
      if ((await digestIn(folder)) === digest) return folder;
    }
    return null;
  }

  /** A file is renamed into place only once it is complete, so an interrupted fetch skips the files it has. */
  private async fetchMissing(model: DesiredModel, own: string, signal: AbortSignal): Promise<void> {
    await makeFolder(own);
    await removePartials(own);
    for (const { path, sha256 } of [{ path: manifestFile, sha256: null }, ...neededFiles(model)]) {
      const target = join(own, path);
      if (await exists(target)) continue;
      const partial = `${target}${partialSuffix}`;
      const found = await downloadFile(this.download(model.digest, path, partial, signal));
      if (sha256 !== null && found !== sha256) {
        await rm(partial, { force: true });
        throw corrupted(path, sha256, found);
      }
      await rename(partial, target);
    }
  }

  private download(digest: string, path: string, target: string, signal: AbortSignal): Download {
    const { consoleUrl, agentId, credential } = this.options;
    return {
      url: `${consoleUrl}/api/agents/models/${digest}/${encodeURIComponent(path)}`,
      headers: { authorization: `Bearer ${credential()}`, "x-meridian-agent": agentId },
      target,
      signal,
    };
  }
}

/** All but the weights of other precisions. */
function neededFiles({ files, precision }: DesiredModel): ModelFile[] {
  return files.filter(({ path }) => !/^model\..+\.onnx$/.test(path) || path === onnxFileName(precision));
}

/** Removes the incomplete files that a killed process left behind. */
async function removePartials(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(partialSuffix));
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

/** The digest of a folder's manifest; null where there is none that can be read, or it is not that of its files. */
async function digestIn(folder: string): Promise<string | null> {
  try {
    const { digest, files } = parseManifest(JSON.parse(await readFile(join(folder, manifestFile), "utf8")));
    return digestOfFiles(files) === digest ? digest : null;
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function corrupted(path: string, expected: string, found: string): AppError {
  return new AppError("REFUSED_BY_RULE", `${path}: expected sha256 ${expected}, found ${found}`, {
    details: { file: path },
  });
}
