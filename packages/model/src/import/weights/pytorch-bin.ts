import { toFloat32 } from "../../onnx/half.ts";
import { at } from "../../version/json-checks.ts";
import type { ByteFile } from "./byte-file.ts";
import { withByteFile } from "./byte-file.ts";
import type { PickleGlobal, PickleHooks } from "./pickle.ts";
import { readPickle } from "./pickle.ts";
import { parseStorage, parseTensor, STORAGE_TYPES, TensorView } from "./pytorch-tensor.ts";
import type { TensorFile } from "./tensor-file.ts";
import { readStrided } from "./read-strided.ts";
import type { ZipEntry } from "./zip.ts";
import { checkedStart, readZip } from "./zip.ts";

const REBUILD_TENSOR = "torch._utils._rebuild_tensor_v2";
const REBUILD_PARAMETER = "torch._utils._rebuild_parameter";
const ORDERED_DICT = "collections.OrderedDict";
/** Where training loops keep the state dict among counters and the optimizer's state. */
const WRAPPERS = ["state_dict", "model_state_dict", "model"];
const PICKLE_BYTES_MAX = 16_000_000;
/** How a file of the format before PyTorch 1.6 begins: a pickle of its magic number. */
const LEGACY_START = "80028a0a6cfc9c46f920";

/**
 * Opens a state dict written by `torch.save` (PyTorch 1.6 or newer: a zip of one pickle and the raw storages), also one
 * that lies in the dict of a training loop. Nothing
 * in the pickle is executed: it may name tensors, storages and ordered dicts, and nothing else.
 * @throws ModelError('bad-model') if the file is damaged, in the older format, or holds anything else.
 */
export async function openPytorchBin(path: string): Promise<TensorFile> {
  return withByteFile(path, tensorsOf);
}

async function tensorsOf(file: ByteFile): Promise<TensorFile> {
  await refuseLegacy(file);
  const entries = await readZip(file);
  const pickles = Array.from(entries.keys()).filter((name) => /^[^/]+\/data\.pkl$/u.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) throw at(file.name, "", "one data.pkl in it", pickles);
  const folder = pickle.slice(0, -"data.pkl".length);
  const starts = new Map<ZipEntry, Promise<number>>();
  const startOf = (entry: ZipEntry): Promise<number> => {
    const start = starts.get(entry) ?? checkedStart(file, entry);
    starts.set(entry, start);
    return start;
  };
  const bytesOf = async (name: string): Promise<Uint8Array> => {
    const entry = entryOf(file.name, entries, name);
    if (entry.size > PICKLE_BYTES_MAX)
      throw at(file.name, name, `at most ${PICKLE_BYTES_MAX} bytes`, entry.size);
    const start = await startOf(entry);
    return file.read(start, start + entry.size);
  };
  if (entries.has(`${folder}byteorder`)) {
    const order = new TextDecoder().decode(await bytesOf(`${folder}byteorder`));
    if (order !== "little") throw at(file.name, "byteorder", "little", order);
  }
  const tensors = stateDict(
    file.name,
    readPickle(`${file.name}: data.pkl`, await bytesOf(pickle), hooksOf(file.name)),
  );
  return {
    name: file.name,
    shapes: new Map(Array.from(tensors, ([name, { shape }]) => [name, shape])),
    close: () => file.close(),
    async read(name) {
      const tensor = tensors.get(name);
      if (!tensor) throw at(file.name, name, "a tensor", undefined);
      const { storage, shape } = tensor;
      const entry = entryOf(file.name, entries, `${folder}data/${storage.key}`);
      const { dtype, itemBytes } = STORAGE_TYPES[storage.type];
      if (entry.size !== storage.count * itemBytes)
        throw at(file.name, entry.name, `${storage.count * itemBytes} bytes`, entry.size);
      const first = (await startOf(entry)) + tensor.offset * itemBytes;
      const items = toFloat32(await file.read(first, first + tensor.span * itemBytes), dtype);
      if (!items) throw at(file.name, `${name} dtype`, "float64, float32, float16 or bfloat16", storage.type);
      return { shape, data: readStrided(items, shape, tensor.strides) };
    },
  };
}

async function refuseLegacy(file: ByteFile): Promise<void> {
  const start = Buffer.from(await file.read(0, Math.min(file.size, LEGACY_START.length / 2))).toString("hex");
  if (start === LEGACY_START) {
    const found = "the legacy one; torch.load it and torch.save it again";
    throw at(file.name, "format", "the zip format of PyTorch 1.6 and newer", found);
  }
}

function hooksOf(file: string): PickleHooks {
  const isStorage = (name: string): boolean => name in STORAGE_TYPES;
  const refuse = (name: string): never => {
    throw at(file, "data.pkl", "only tensors, storages and ordered dicts", name);
  };
  return {
    global(name) {
      const isKnown = [REBUILD_TENSOR, REBUILD_PARAMETER, ORDERED_DICT].includes(name) || isStorage(name);
      if (!isKnown) refuse(name);
    },
    call({ name }: PickleGlobal, args) {
      if (name === REBUILD_TENSOR) return parseTensor(file, args);
      if (name === REBUILD_PARAMETER) return args[0];
      if (name === ORDERED_DICT && args.length === 0) return new Map();
      return refuse(`a call of ${name}`);
    },
    persistent: (id) => parseStorage(file, id),
  };
}

function stateDict(file: string, pickled: unknown): ReadonlyMap<string, TensorView> {
  const value = unwrapped(pickled);
  if (!(value instanceof Map)) throw at(file, "data.pkl", "a state dict", typeof value);
  for (const [name, tensor] of value) {
    if (typeof name !== "string") throw at(file, "data.pkl", "tensors by name", typeof name);
    if (!(tensor instanceof TensorView)) throw at(file, name, "a tensor", typeof tensor);
  }
  return value as Map<string, TensorView>;
}

/** The state dict in a training loop's own dict, which may hold a model's dict in turn; not deeper, for it may hold itself. */
function unwrapped(value: unknown, depth = 2): unknown {
  if (!(value instanceof Map) || depth === 0) return value;
  const key = WRAPPERS.find((name) => value.get(name) instanceof Map);
  return key === undefined ? value : unwrapped(value.get(key), depth - 1);
}

function entryOf(file: string, entries: ReadonlyMap<string, ZipEntry>, name: string): ZipEntry {
  const entry = entries.get(name);
  if (!entry) throw at(file, name, "a record", undefined);
  return entry;
}
