import { access } from "node:fs/promises";
import { join } from "node:path";
import { ModelError } from "../model-error.ts";
import { openPytorchBin } from "./pytorch-bin.ts";
import { openSafetensors } from "./safetensors.ts";
import type { TensorFile } from "./tensor-file.ts";

/** Files of weights in the order of preference. */
const FORMATS = [
  { file: "model.safetensors", open: openSafetensors },
  { file: "pytorch_model.bin", open: openPytorchBin },
] as const;

/** Opens a checkpoint folder's weights. Throws ModelError('bad-model') if there are none or they can't be read. */
export async function openWeights(folder: string): Promise<TensorFile> {
  for (const { file, open } of FORMATS) {
    const path = join(folder, file);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return open(path);
  }
  const names = FORMATS.map(({ file }) => file).join(" or ");
  throw new ModelError("bad-model", `${names}: expected a readable file, found none.`);
}
