import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { at } from "../../version/json-checks.ts";
import { openPytorchBin } from "./pytorch-bin.ts";
import { openSafetensors } from "./safetensors.ts";
import { openSharded } from "./sharded-weights.ts";
import type { TensorFile } from "./tensor-file.ts";
import { underMgeoNames } from "./tensor-names.ts";

/** Files of weights in the order of preference. */
const FORMATS: Readonly<Record<string, (path: string) => Promise<TensorFile>>> = {
  "model.safetensors": openSafetensors,
  "model.safetensors.index.json": (path) => openSharded(path, openSafetensors),
  "pytorch_model.bin": openPytorchBin,
  "pytorch_model.bin.index.json": (path) => openSharded(path, openPytorchBin),
};
export const WEIGHT_FILES = Object.keys(FORMATS);
/** What other programs and other versions of these keep weights in. */
const OTHER_WEIGHTS = /\.(?:safetensors|bin|pt|pth|ckpt|h5|msgpack|onnx|index)$/u;

/** Opens a checkpoint folder's weights, under MGeo's names. Throws ModelError('bad-model') if none can be read. */
export async function openWeights(folder: string): Promise<TensorFile> {
  const present = await readdir(folder).catch((): string[] => []);
  for (const [file, open] of Object.entries(FORMATS)) {
    if (present.includes(file)) return renamed(await open(join(folder, file)));
  }
  const others = present.filter((file) => OTHER_WEIGHTS.test(file));
  const found = others.length > 0 ? others : undefined;
  throw at(WEIGHT_FILES.join(" or "), "", "a readable file", found);
}

async function renamed(file: TensorFile): Promise<TensorFile> {
  try {
    return underMgeoNames(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}
