import { open } from "node:fs/promises";
import { basename } from "node:path";
import { at } from "../../version/json-checks.ts";
import { refusePointer } from "../text-file.ts";

/** A file opened for reading at any place. */
export interface ByteFile {
  /** File name without its folder, for messages. */
  readonly name: string;
  readonly size: number;
  /** Exactly the bytes from `start` to `end`. Throws ModelError('bad-model') if the file is shorter. */
  read(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Of a git-LFS pointer, which is at most 1 KB of text. */
const START_BYTES = 64;

/**
 * Opens a file and hands it to `use`; closes it if `use` fails, otherwise whoever holds the result closes it.
 * @throws ModelError('bad-model') if git-LFS left a pointer in its place.
 */
export async function withByteFile<T>(path: string, use: (file: ByteFile) => Promise<T>): Promise<T> {
  const handle = await open(path, "r");
  const name = basename(path);
  try {
    const { size } = await handle.stat();
    const start = await handle.read(new Uint8Array(START_BYTES), 0, START_BYTES, 0);
    refusePointer(name, start.buffer);
    return await use({
      name,
      size,
      close: () => handle.close(),
      async read(start, end) {
        // Sizes come from the file itself: nothing is allocated for what it can't hold.
        if (!(start >= 0 && start <= end && end <= size)) throw at(name, "", `${end} bytes`, size);
        const bytes = new Uint8Array(end - start);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
        if (bytesRead !== bytes.length) throw at(name, "", `${end} bytes`, start + bytesRead);
        return bytes;
      },
    });
  } catch (error) {
    await handle.close();
    throw error;
  }
}
