import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { WEIGHT_FILES } from "../import/weights/open-weights.ts";
import { ModelError } from "../model-error.ts";
import { downloadFile } from "./download-file.ts";
import type { HubModel } from "./hub-model.ts";
import { fileUrl } from "./hub-model.ts";
import type { HubFile } from "./list-files.ts";
import { listFiles } from "./list-files.ts";

export interface DownloadModelOptions {
  /** Called as bytes arrive. */
  readonly onProgress?: (file: HubFile, receivedBytes: number) => void;
  /** Waits before a broken connection is tried again. */
  readonly pause?: (ms: number) => Promise<void>;
}

const SETTINGS = [
  "config.json",
  "configuration.json",
  "vocab.txt",
  "label_mapping.json",
  "tokenizer_config.json",
  "tokenizer.json",
];

/**
 * Downloads what the importer reads of a model into a folder; what is already there is not fetched again.
 * @throws ModelError('unreachable') offline, if the hub does not know the model or connections keep breaking;
 * ModelError('bad-model') if the model has no weights or a file is not what the listing says.
 */
export async function downloadModel(
  model: HubModel,
  folder: string,
  { onProgress = () => undefined, pause = (ms) => setTimeout(ms) }: DownloadModelOptions = {},
): Promise<void> {
  const listed = await listFiles(model);
  const find = (path: string): HubFile[] => listed.filter((file) => file.path === path).slice(0, 1);
  const weights = WEIGHT_FILES.flatMap(find).slice(0, 1);
  if (weights.length === 0) {
    throw new ModelError(
      "bad-model",
      `${model.owner}/${model.name}: expected ${WEIGHT_FILES.join(" or ")}, found none.`,
    );
  }
  await mkdir(folder, { recursive: true });
  for (const file of [...SETTINGS.flatMap(find), ...weights, ...shardsOf(weights[0], listed)]) {
    await downloadFile({
      url: fileUrl(model, file.path),
      file,
      target: join(folder, file.path),
      onProgress: (receivedBytes) => onProgress(file, receivedBytes),
      pause,
    });
  }
}

/** The files beside an index of weights, as Hugging Face names them: `model-00001-of-00002.safetensors`. */
function shardsOf(weights: HubFile | undefined, listed: readonly HubFile[]): readonly HubFile[] {
  const [, stem = "", ending = ""] = /^(\w+)\.(\w+)\.index\.json$/u.exec(weights?.path ?? "") ?? [];
  if (stem === "") return [];
  return listed.filter(({ path }) => new RegExp(`^${stem}-\\d+-of-\\d+\\.${ending}$`, "u").test(path));
}
