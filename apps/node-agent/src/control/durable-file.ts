import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeSynced } from "@meridian/contracts/process";

/** Bytes that are safely on disk beside their destination, not yet under its name. */
export type StagedFile = { commit(): Promise<void>; discard(): Promise<void> };

/** Ends the names of files that a killed process left behind. */
export const stagedSuffix = ".tmp";

/** Writes a temporary file beside `path` (mode 0600) and syncs it; `commit` renames it into place. */
export async function stageFile(path: string, text: string): Promise<StagedFile> {
  const temporary = `${path}.${randomUUID()}${stagedSuffix}`;
  const discard = () => rm(temporary, { force: true });
  /** A full disk would otherwise be filled by what it had no room for. */
  const orDiscard = (work: Promise<void>) =>
    work.catch(async (error: unknown) => {
      await discard().catch(() => undefined);
      throw error;
    });
  await orDiscard(writeSynced(temporary, text));
  return {
    async commit() {
      await orDiscard(rename(temporary, path));
      await syncFolder(dirname(path));
    },
    discard,
  };
}

export async function writeDurably(path: string, text: string): Promise<void> {
  const staged = await stageFile(path, text);
  await staged.commit();
}

/** A rename outlasts a power cut only once its folder is synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
