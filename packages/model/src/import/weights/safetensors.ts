import { toFloat32 } from "../../onnx/half.ts";
import { at, isRecord, parseJson } from "../../version/json-checks.ts";
import type { ByteFile } from "./byte-file.ts";
import { withByteFile } from "./byte-file.ts";
import type { TensorFile } from "./tensor-file.ts";

/** An entry of a safetensors header. */
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly start: number;
  readonly end: number;
}

const HEADER_BYTES_MAX = 100_000_000;

/**
 * Opens a safetensors file: 8 bytes of header length (little-endian), a JSON header `{name: {dtype, shape,
 * data_offsets}}`, then the data. Throws ModelError('bad-model') if header and size do not fit.
 */
export async function openSafetensors(path: string): Promise<TensorFile> {
  return withByteFile(path, tensorsOf);
}

async function tensorsOf(file: ByteFile): Promise<TensorFile> {
  const { name, size } = file;
  const prefix = await file.read(0, 8);
  const headerLength = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (headerLength > HEADER_BYTES_MAX)
    throw at(name, "header length", `at most ${HEADER_BYTES_MAX}`, headerLength);
  const header = parseJson(name, new TextDecoder().decode(await file.read(8, 8 + headerLength)));
  const entries = parseEntries(name, header, 8 + headerLength, size);
  return {
    name,
    shapes: new Map(Array.from(entries, ([tensor, entry]) => [tensor, entry.shape])),
    close: () => file.close(),
    async read(tensor) {
      const entry = entries.get(tensor);
      if (!entry) throw at(name, tensor, "a tensor", undefined);
      const data = toFloat32(await file.read(entry.start, entry.end), entry.dtype);
      if (!data) throw at(name, `${tensor} dtype`, "F64, F32, F16 or BF16", entry.dtype);
      const count = entry.shape.reduce((a, b) => a * b, 1);
      if (data.length !== count) throw at(name, tensor, `${count} numbers`, data.length);
      return { shape: entry.shape, data };
    },
  };
}

function parseEntries(file: string, header: unknown, base: number, size: number): Map<string, Entry> {
  if (!isRecord(header)) throw at(file, "header", "an object", header);
  const entries = new Map<string, Entry>();
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (!isEntry(value)) throw at(file, name, "{dtype, shape, data_offsets}", value);
    const [start, end] = value.data_offsets;
    if (!(start >= 0 && start <= end && base + end <= size)) {
      throw at(file, `${name} data_offsets`, `offsets within ${size - base} bytes`, value.data_offsets);
    }
    entries.set(name, { dtype: value.dtype, shape: value.shape, start: base + start, end: base + end });
  }
  return entries;
}

function isEntry(
  value: unknown,
): value is { dtype: string; shape: number[]; data_offsets: [number, number] } {
  const isList = (list: unknown): list is number[] => Array.isArray(list) && list.every(Number.isInteger);
  if (!isRecord(value) || typeof value.dtype !== "string") return false;
  return isList(value.shape) && isList(value.data_offsets) && value.data_offsets.length === 2;
}
