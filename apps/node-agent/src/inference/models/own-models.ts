import { renameSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const digestName = /^[0-9a-f]{64}$/;
/** Marks folders that are being removed. */
const removedSuffix = ".removed";

export type OwnModel = { digest: string; sizeBytes: number };

/** The agent's own copies of model versions: a folder each, named by digest. Anything else there is left alone. */
export class OwnModels {
  constructor(private readonly dir: string) {}

  /** Finishes removals that a kill interrupted, then lists. */
  async list(): Promise<OwnModel[]> {
    const names = await namesIn(this.dir);
    const halfGone = names.filter((name) => name.endsWith(removedSuffix));
    for (const name of halfGone) await rm(join(this.dir, name), { recursive: true, force: true });
    const digests = names.filter((name) => digestName.test(name));
    return Promise.all(
      digests.map(async (digest) => ({ digest, sizeBytes: await sizeOf(join(this.dir, digest)) })),
    );
  }

  /**
   * Removes a version unless `isNeeded`. The folder is renamed in the same turn as the question, so that nobody can begin to
   * use it in between; its files are deleted after that.
   */
  async remove(digest: string, isNeeded: () => boolean): Promise<boolean> {
    if (isNeeded()) return false;
    const folder = join(this.dir, digest);
    const removed = `${folder}${removedSuffix}`;
    renameSync(folder, removed);
    await rm(removed, { recursive: true, force: true });
    return true;
  }
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = (await namesIn(folder)).map((name) =>
    stat(join(folder, name)).then(({ size }) => size, gone),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

/** A download is renamed when it is complete, so a listed file may be gone. */
function gone(): number {
  return 0;
}
