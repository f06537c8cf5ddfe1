import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "@meridian/contracts/process";
import {
  comparePositions,
  type Position,
  sha256Hex,
  Snapshot,
  SnapshotEnvelope,
} from "@meridian/contracts/wire";
import type { Logger } from "pino";
import { stagedSuffix, stageFile, type StagedFile } from "./durable-file.ts";
import { UnsavedMark } from "./unsaved-mark.ts";

const kept = 2;
type Stored = { name: string; position: Position };

const fileName = /^(\d+)-(\d+)\.json$/;

/**
 * The last two applied snapshots, one file each, named by position. Saving is one rename, so a kill at any moment
 * leaves what was there before.
 */
export class SnapshotStore {
  /** Of a snapshot in effect that is not here. */
  readonly unsaved: UnsavedMark;
  private readonly folder: string;
  private pruned: Promise<void> = Promise.resolve();

  constructor(
    dataDir: string,
    private readonly logger: Logger,
  ) {
    this.folder = join(dataDir, "snapshots");
    this.unsaved = new UnsavedMark(dataDir);
  }

  /** Stored envelopes whose bytes are whole, newest first. */
  async load(): Promise<SnapshotEnvelope[]> {
    const envelopes: SnapshotEnvelope[] = [];
    for (const { name } of await this.list()) {
      const envelope = await this.read(name);
      if (envelope) envelopes.push(envelope);
    }
    return envelopes;
  }

  /** Puts a snapshot on disk without making it the newest: `commit` does, and lets go of older ones. */
  async stage(position: Position, envelope: SnapshotEnvelope): Promise<StagedFile> {
    // Pruning deletes every staged file it finds as a leftover.
    await this.pruned;
    await makeFolder(this.folder);
    const name = `${position.epoch}-${position.revision}.json`;
    const staged = await stageFile(join(this.folder, name), JSON.stringify(envelope));
    return {
      commit: async () => {
        await staged.commit();
        this.pruned = this.prune();
      },
      discard: staged.discard,
    };
  }

  private async read(name: string): Promise<SnapshotEnvelope | null> {
    try {
      const envelope = SnapshotEnvelope.parse(JSON.parse(await readFile(join(this.folder, name), "utf8")));
      if ((await sha256Hex(envelope.body)) === envelope.sha256) return envelope;
      this.logger.error({ file: name }, "stored snapshot does not match its digest; using the one before");
    } catch (error) {
      this.logger.error({ file: name, err: error }, "stored snapshot cannot be read; using the one before");
    }
    return null;
  }

  private async list(): Promise<Stored[]> {
    return storedAmong(await this.names());
  }

  /** Not awaited: a failure here does not endanger the snapshot that was just stored. */
  private async prune(): Promise<void> {
    try {
      const names = await this.names();
      const stale = storedAmong(names).slice(kept);
      const leftovers = names.filter((name) => name.endsWith(stagedSuffix));
      for (const name of [...stale.map((one) => one.name), ...leftovers])
        await rm(join(this.folder, name), { force: true });
    } catch (error) {
      this.logger.warn({ err: error }, "older snapshots could not be removed");
    }
  }

  private names(): Promise<string[]> {
    return readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
  }
}

/** Digests of the versions in stored snapshots: the agent may start by any of these. */
export async function storedModelDigests(store: SnapshotStore): Promise<Set<string>> {
  const snapshots = (await store.load()).map(({ body }) => Snapshot.safeParse(JSON.parse(body)).data);
  const models = snapshots.flatMap((snapshot) => (snapshot?.role === "inference" ? snapshot.models : []));
  return new Set(models.map(({ digest }) => digest));
}

/** Newest first. */
function storedAmong(names: readonly string[]): Stored[] {
  return names
    .flatMap((name) => {
      const [, epoch, revision] = fileName.exec(name) ?? [];
      return epoch && revision ? [{ name, position: { epoch: Number(epoch), revision } }] : [];
    })
    .sort((a, b) => comparePositions(b.position, a.position));
}
