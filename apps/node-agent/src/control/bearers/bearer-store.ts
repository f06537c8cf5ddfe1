import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "@meridian/contracts/process";
import { type Position, SnapshotEnvelope } from "@meridian/contracts/wire";
import type { Logger } from "pino";
import { stagedSuffix, stageFile, type StagedFile } from "../durable-file.ts";

/** The bearers in use, in one file that its owner alone can read. Saving is one rename. */
export class BearerStore {
  private readonly folder: string;
  private readonly path: string;

  constructor(
    dataDir: string,
    private readonly logger: Logger,
  ) {
    this.folder = join(dataDir, "bearers");
    this.path = join(this.folder, "current.json");
  }

  /** Null where there are none, or none that can be read: the console sends them again. */
  async load(): Promise<SnapshotEnvelope | null> {
    try {
      return SnapshotEnvelope.parse(JSON.parse(await readFile(this.path, "utf8")));
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isMissing) this.logger.error({ file: this.path, err: error }, "stored bearers cannot be read");
      return null;
    }
  }

  async stage(_position: Position, envelope: SnapshotEnvelope): Promise<StagedFile> {
    await makeFolder(this.folder);
    // Left by a killed process. Only one file is staged at a time.
    const leftovers = (await readdir(this.folder)).filter((name) => name.endsWith(stagedSuffix));
    for (const name of leftovers) await rm(join(this.folder, name), { force: true });
    return stageFile(this.path, JSON.stringify(envelope));
  }
}
