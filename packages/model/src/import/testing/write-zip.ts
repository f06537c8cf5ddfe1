import { crc32 } from "node:zlib";

/** A record to write, with what its headers should say instead of the truth. */
export interface ZipRecord {
  readonly name: string;
  readonly data: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc32?: number;
  /** Size in the central directory. */
  readonly size?: number;
}

/** A zip file whose local headers leave sizes to data descriptors, optionally with a zip64 end. */
export function writeZip(records: readonly ZipRecord[], options: { zip64?: boolean } = {}): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  const push = (bytes: Buffer): void => {
    parts.push(bytes);
    offset += bytes.length;
  };
  for (const record of records) {
    const { name, data, method = 0, flags = 8 } = record;
    const sum = record.crc32 ?? crc32(data);
    const size = record.size ?? data.length;
    central.push(
      fields(
        [4, 0x02014b50],
        [2, 20],
        [2, 20],
        [2, flags],
        [2, method],
        [4, 0],
        [4, sum],
        [4, size],
        [4, size],
      ),
      fields([2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
      Buffer.from(name),
    );
    push(fields([4, 0x04034b50], [2, 20], [2, flags], [2, method], [4, 0], [4, 0], [4, 0], [4, 0]));
    push(Buffer.concat([fields([2, name.length], [2, 0]), Buffer.from(name), data]));
    push(fields([4, 0x08074b50], [4, sum], [4, size], [4, size]));
  }
  const directory = Buffer.concat(central);
  const start = offset;
  push(directory);
  const end = offset;
  if (options.zip64) {
    push(fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, records.length]));
    push(fields([8, records.length], [8, directory.length], [8, start]));
    push(fields([4, 0x07064b50], [4, 0], [8, end], [4, 1]));
  }
  const [size, at] = options.zip64 ? [0xffffffff, 0xffffffff] : [directory.length, start];
  push(fields([4, 0x06054b50], [2, 0], [2, 0], [2, 0xffff], [2, 0xffff], [4, size], [4, at], [2, 0]));
  return Buffer.concat(parts);
}

/** Little-endian numbers, each of the given count of bytes. */
function fields(...list: readonly (readonly [bytes: number, value: number])[]): Buffer {
  return Buffer.concat(
    list.map(([bytes, value]) => {
      const out = Buffer.alloc(8);
      out.writeBigUInt64LE(BigInt(value));
      return out.subarray(0, bytes);
    }),
  );
}
