import { crc32 } from "node:zlib";
import { at } from "../../version/json-checks.ts";
import type { ByteFile } from "./byte-file.ts";

/** A stored (not compressed) record of a zip file. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  /** Where its local header begins; the data follows that header. */
  readonly headerAt: number;
}

const [EOCD, EOCD64, LOCATOR64, CENTRAL, LOCAL] = [
  0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50, 0x04034b50,
];
const DIRECTORY_BYTES_MAX = 64_000_000;
const PIECE_BYTES = 1 << 24;

/**
 * The records of a zip file by name, from its central directory (so data descriptors need no reading), zip64 included.
 * @throws ModelError('bad-model') if it is no whole zip file, if a record is compressed or encrypted, if a name occurs
 * twice, or if the records claim more bytes than the file has.
 */
export async function readZip(file: ByteFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const { start, size } = await findDirectory(file);
  if (size > DIRECTORY_BYTES_MAX || start + size > file.size) {
    throw at(file.name, "zip directory", "one that lies within the file", { start, size });
  }
  const entries = new Map<string, ZipEntry>();
  const view = viewOf(await file.read(start, start + size));
  let total = 0;
  for (let i = 0; i < size;) {
    if (i + 46 > size || view.getUint32(i, true) !== CENTRAL) {
      throw at(file.name, "zip directory", "a record header", `other bytes at ${start + i}`);
    }
    const [nameLength, extraLength] = [view.getUint16(i + 28, true), view.getUint16(i + 30, true)];
    const next = i + 46 + nameLength + extraLength + view.getUint16(i + 32, true);
    if (next > size) throw at(file.name, "zip directory", `${next} bytes`, size);
    const entry = parseEntry(file.name, view, i);
    if (entries.has(entry.name)) throw at(file.name, entry.name, "every record once", "it twice");
    entries.set(entry.name, entry);
    total += entry.size;
    i = next;
  }
  // Overlapping records would let a small file unfold into a huge one.
  if (total > file.size) throw at(file.name, "zip records", `at most ${file.size} bytes in all`, total);
  return entries;
}

/** Where the data of a record begins, after comparing all of it with its checksum. Throws ModelError('bad-model'). */
export async function checkedStart(file: ByteFile, entry: ZipEntry): Promise<number> {
  const header = viewOf(await file.read(entry.headerAt, entry.headerAt + 30));
  if (header.getUint32(0, true) !== LOCAL) throw at(file.name, entry.name, "a zip record", "other bytes");
  const start = entry.headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  let sum = 0;
  for (let i = 0; i < entry.size; i += PIECE_BYTES) {
    sum = crc32(await file.read(start + i, start + Math.min(entry.size, i + PIECE_BYTES)), sum);
  }
  if (sum !== entry.crc32) throw at(file.name, `${entry.name} crc32`, hex(entry.crc32), hex(sum));
  return start;
}

/** Finds the end record, which is the file's last but for a comment, and what it says of the central directory. */
async function findDirectory(file: ByteFile): Promise<{ start: number; size: number }> {
  const from = Math.max(0, file.size - 22 - 0xffff);
  const tail = viewOf(await file.read(from, file.size));
  let i = tail.byteLength - 22;
  while (i >= 0 && tail.getUint32(i, true) !== EOCD) i--;
  if (i < 0) throw at(file.name, "", "a whole zip file", "no end record");
  const [size, start] = [tail.getUint32(i + 12, true), tail.getUint32(i + 16, true)];
  const isZip64 = i >= 20 && tail.getUint32(i - 20, true) === LOCATOR64;
  if (!isZip64) return { start, size };
  const recordAt = Number(tail.getBigUint64(i - 12, true));
  const record = viewOf(await file.read(recordAt, recordAt + 56));
  if (record.getUint32(0, true) !== EOCD64) throw at(file.name, "", "a zip64 end record", "other bytes");
  return { size: Number(record.getBigUint64(40, true)), start: Number(record.getBigUint64(48, true)) };
}

function parseEntry(file: string, view: DataView, i: number): ZipEntry {
  const [flags, method] = [view.getUint16(i + 8, true), view.getUint16(i + 10, true)];
  const nameEnd = i + 46 + view.getUint16(i + 28, true);
  const name = new TextDecoder().decode(view.buffer.slice(i + 46, nameEnd) as ArrayBuffer);
  if (method !== 0) throw at(file, name, "a record that is stored as it is", `compression method ${method}`);
  if (flags & 1) throw at(file, name, "a readable record", "an encrypted one");
  const extra = zip64Fields(view, nameEnd, view.getUint16(i + 30, true));
  // Those of the three that do not fit 32 bits stand in the extra field, in this order.
  const wide = (offset: number): number => {
    const value = view.getUint32(i + offset, true);
    return value === 0xffffffff ? (extra.shift() ?? value) : value;
  };
  const [size, stored, headerAt] = [wide(24), wide(20), wide(42)];
  if (size !== stored) throw at(file, name, `${size} bytes`, stored);
  return { name, size, crc32: view.getUint32(i + 16, true), headerAt };
}

function zip64Fields(view: DataView, start: number, length: number): number[] {
  for (let i = start; i + 4 <= start + length; i += 4 + view.getUint16(i + 2, true)) {
    if (view.getUint16(i, true) !== 1) continue;
    const count = Math.min(view.getUint16(i + 2, true), start + length - i - 4) >> 3;
    return Array.from({ length: count }, (_, k) => Number(view.getBigUint64(i + 4 + k * 8, true)));
  }
  return [];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
