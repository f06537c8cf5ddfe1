import { renameSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const digestName = /^[0-9a-f]{64}$/;
/** Ends the names of folders that are being taken away. */
const removedSuffix = ".removed";

export type OwnModel = { digest: string; sizeBytes: number };

/** The agent's own copies of model versions: a folder each, named by digest. Anything else there is left alone. */
export class OwnModels {
  constructor(private readonly dir: string) {}

  /** First takes away what a kill left of a removal. */
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
   * Takes a version away unless `isNeeded`: the name at once, in the same turn as the question, so that nobody begins to use
   * it in between; its files after that.
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

/** A download ends under another name than it began. */
function gone(): number {
  return 0;
}
