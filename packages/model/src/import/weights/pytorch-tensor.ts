import { at } from "../../version/json-checks.ts";
import { PickleGlobal } from "./pickle.ts";

/** Storage classes that may occur, with safetensors' name of the element type. */
export const STORAGE_TYPES = {
  "torch.DoubleStorage": { dtype: "F64", itemBytes: 8 },
  "torch.FloatStorage": { dtype: "F32", itemBytes: 4 },
  "torch.HalfStorage": { dtype: "F16", itemBytes: 2 },
  "torch.BFloat16Storage": { dtype: "BF16", itemBytes: 2 },
  // Buffers of positions and masks, counters of optimizers; they are never read.
  "torch.LongStorage": { dtype: "I64", itemBytes: 8 },
  "torch.IntStorage": { dtype: "I32", itemBytes: 4 },
  "torch.ByteStorage": { dtype: "U8", itemBytes: 1 },
  "torch.BoolStorage": { dtype: "BOOL", itemBytes: 1 },
} as const;

type StorageType = keyof typeof STORAGE_TYPES;

/** A block of elements that one or more tensors look into. */
class Storage {
  readonly type: StorageType;
  /** Its record is named `data/<key>`. */
  readonly key: string;
  /** Elements. */
  readonly count: number;

  constructor(type: StorageType, key: string, count: number) {
    this.type = type;
    this.key = key;
    this.count = count;
  }
}

/** A tensor as a view of a storage; offset, span and strides in elements. */
export class TensorView {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** Elements of the storage from the tensor's first to its last. */
  get span(): number {
    if (this.shape.includes(0)) return 0;
    return this.shape.reduce((sum, size, i) => sum + (size - 1) * (this.strides[i] as number), 1);
  }
}

/** The persistent id `('storage', class, key, location, count)`. Throws ModelError('bad-model'). */
export function parseStorage(file: string, id: unknown): Storage {
  const [kind, type, key, , count] = Array.isArray(id) ? (id as unknown[]) : [];
  const isStorage = kind === "storage" && type instanceof PickleGlobal && type.name in STORAGE_TYPES;
  if (!isStorage || typeof key !== "string" || !isWhole(count))
    throw at(file, "data.pkl", "references to storages only", String(kind));
  return new Storage(type.name as StorageType, key, count);
}

/** The arguments `(storage, offset, size, stride, …)` of a tensor's rebuilding. Throws ModelError('bad-model'). */
export function parseTensor(file: string, args: readonly unknown[]): TensorView {
  const [storage, offset, shape, strides] = args;
  const isList = (list: unknown): list is number[] => Array.isArray(list) && list.every(isWhole);
  if (!(storage instanceof Storage) || !isWhole(offset) || !isList(shape) || !isList(strides))
    throw at(file, "data.pkl", "a tensor of storage, offset, sizes and strides", typeof storage);
  if (shape.length !== strides.length) throw at(file, "data.pkl", `${shape.length} strides`, strides.length);
  const view = new TensorView(storage, offset, shape, strides);
  const count = shape.reduce((a, b) => a * b, 1);
  // A stride of 0 would make any number of elements of one.
  if (offset + view.span > storage.count || count > storage.count)
    throw at(file, `data/${storage.key}`, `a tensor within ${storage.count} elements`, {
      offset,
      shape,
      strides,
    });
  return view;
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
