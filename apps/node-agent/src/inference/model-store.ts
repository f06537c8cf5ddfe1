import { randomUUID } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type DesiredModel } from "@meridian/contracts";
import { parseManifest, sha256OfFile } from "@meridian/model";
import { type Download, downloadFile } from "./download-file.ts";

const manifestFile = "manifest.json";

export type ModelStoreOptions = {
  dataDir: string;
  /** Read-only folder that holds version folders under any name. */
  sharedDir: string | undefined;
  consoleUrl: string;
  agentId: string;
  credential: string;
};

/** Where model files are on this machine: a shared read-only folder, else our own, filled from the console. */
export class ModelStore {
  private readonly ownDir: string;

  constructor(private readonly options: ModelStoreOptions) {
    this.ownDir = join(options.dataDir, "models");
  }

  /** The folder of a version, fetched if need be; contents are not verified. */
  async obtain(model: DesiredModel, signal: AbortSignal): Promise<string> {
    const shared = await this.findShared(model.digest);
    if (shared) return shared;
    const own = join(this.ownDir, model.digest);
    return (await exists(own)) ? own : this.fetch(model, own, signal);
  }

  /** Hashes every file. Throws naming the first that is wrong; our own damaged copy is removed, to be fetched anew. */
  async verify(folder: string, model: DesiredModel): Promise<void> {
    for (const { path, sha256 } of model.files) {
      const found = await sha256OfFile(join(folder, path)).catch((error: Error) => error.message);
      if (found === sha256) continue;
      if (folder.startsWith(this.ownDir)) await rm(folder, { recursive: true, force: true });
      throw corrupted(path, sha256, found);
    }
  }

  private async findShared(digest: string): Promise<string | null> {
    const { sharedDir } = this.options;
    if (!sharedDir) return null;
    const names = await readdir(sharedDir).catch((cause: Error) => {
      throw new AppError("PRECONDITION_FAILED", `MERIDIAN_MODEL_STORE: ${cause.message}`, { cause });
    });
    for (const name of names) {
      const folder = join(sharedDir, name);
      if ((await digestIn(folder)) === digest) return folder;
    }
    return null;
  }

  /** Fills a folder beside `own` and renames it, so that `own` is always complete. */
  private async fetch(model: DesiredModel, own: string, signal: AbortSignal): Promise<string> {
    const partial = `${own}.${randomUUID()}.partial`;
    await mkdir(partial, { recursive: true, mode: 0o700 });
    try {
      await downloadFile(this.download(model.digest, manifestFile, partial, signal));
      for (const { path, sha256 } of model.files) {
        const found = await downloadFile(this.download(model.digest, path, partial, signal));
        if (found !== sha256) throw corrupted(path, sha256, found);
      }
      await rename(partial, own);
      return own;
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }

  private download(digest: string, path: string, folder: string, signal: AbortSignal): Download {
    const { consoleUrl, agentId, credential } = this.options;
    return {
      url: `${consoleUrl}/api/agents/models/${digest}/${encodeURIComponent(path)}`,
      headers: { authorization: `Bearer ${credential}`, "x-meridian-agent": agentId },
      target: join(folder, path),
      signal,
    };
  }
}

/** The digest a folder's manifest states; null where there is no manifest that can be read. */
async function digestIn(folder: string): Promise<string | null> {
  try {
    return parseManifest(JSON.parse(await readFile(join(folder, manifestFile), "utf8"))).digest;
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
  return new AppError("PRECONDITION_FAILED", `${path}: expected sha256 ${expected}, found ${found}`, {
    details: { file: path },
  });
}
