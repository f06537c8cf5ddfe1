import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { comparePositions, type Position } from "@meridian/contracts/wire";
import { z } from "zod";
import { writeDurably } from "./durable-file.ts";

const bytes = 512;
const Mark = z.object({ epoch: z.int(), revision: z.string().regex(/^\d+$/), asksForKeys: z.boolean() });
/** A snapshot that was in effect and not on disk. */
export type UnsavedSnapshot = z.infer<typeof Mark>;

/**
 * Says of a snapshot that the disk had no room for that it was in effect: after a restart an older one would otherwise rule, and nobody
 * would know. Its room is taken beforehand, since a full disk still takes what is written over.
 */
export class UnsavedMark {
  private readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, "unsaved-snapshot");
  }

  async reserve(): Promise<void> {
    const size = await stat(this.path).then(
      (found) => found.size,
      () => 0,
    );
    if (size !== bytes) await writeDurably(this.path, " ".repeat(bytes));
  }

  async write(mark: UnsavedSnapshot): Promise<void> {
    const file = await open(this.path, "r+");
    try {
      await file.write(JSON.stringify(mark).padEnd(bytes), 0);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Null: nothing newer than `position` is known to have been in effect. */
  async newerThan(position: Position): Promise<UnsavedSnapshot | null> {
    const mark = await this.read();
    return mark && comparePositions(mark, position) > 0 ? mark : null;
  }

  private async read(): Promise<UnsavedSnapshot | null> {
    try {
      const file = await open(this.path, "r");
      const text = await file.readFile("utf8").finally(() => file.close());
      return Mark.safeParse(JSON.parse(text)).data ?? null;
    } catch {
      // None, or one that was reserved and never needed.
      return null;
    }
  }
}
