import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BertShape } from "../onnx/bert-graph.ts";
import { bertGraph } from "../onnx/bert-graph.ts";
import type { FloatTensor } from "../onnx/graph-builder.ts";
import { digestOfFiles, sha256OfFile } from "../version/digest.ts";
import type { Manifest, ModelFile } from "../version/manifest.ts";
import { onnxFileName } from "../version/manifest.ts";
import type { Preprocess } from "../version/preprocess.ts";
import { ModelError } from "../model-error.ts";
import { checkTensors, expectedTensors } from "./expected-tensors.ts";
import type { Checkpoint } from "./read-checkpoint.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { openWeights } from "./open-weights.ts";
import type { TensorFile } from "./tensor-file.ts";

export interface ImportOptions {
  /** A folder with config.json, configuration.json, vocab.txt and model.safetensors or pytorch_model.bin. */
  readonly from: string;
  /** The model version folder to write; made if missing, files of the same names are replaced. */
  readonly to: string;
  /** The version's name. */
  readonly name: string;
  /** Where the weights come from, for the manifest. */
  readonly source: string;
  readonly now: Date;
}

const ONNX_FILE = onnxFileName("fp32");
// No real address is longer than one window of this many code points; more only costs padding.
const WINDOW_LENGTH_MAX = 254;
const ELEMENT_TYPES: ReadonlySet<string> = new Set(
  (
    "prov city district devzone town community village_group road roadno poi subpoi houseno cellno floorno " +
    "assist distance intersection"
  ).split(" "),
);

export interface ImportResult {
  readonly manifest: Manifest;
  /** Tensors of the checkpoint that text tagging does not run. */
  readonly unusedTensors: readonly string[];
}

/**
 * Turns an MGeo checkpoint into a model version folder.
 * @returns the manifest written, and what was left out.
 * @throws ModelError('bad-model') if the checkpoint is not a text tagger whose every tensor is as expected.
 */
export async function importCheckpoint(options: ImportOptions): Promise<ImportResult> {
  const checkpoint = await readCheckpoint(options.from);
  const tensors = await openWeights(options.from);
  let unusedTensors: readonly string[];
  try {
    unusedTensors = checkTensors(tensors, checkpoint.shape);
    await mkdir(options.to, { recursive: true });
    await writeFile(join(options.to, ONNX_FILE), await graphOf(tensors, checkpoint.shape));
  } finally {
    await tensors.close();
  }
  await writeFile(join(options.to, "vocab.txt"), checkpoint.vocabText);
  await writeJson(join(options.to, "labels.json"), checkpoint.labels);
  await writeJson(join(options.to, "preprocess.json"), preprocessOf(checkpoint));
  return { manifest: await writeManifest(options, checkpoint.shape), unusedTensors };
}

async function graphOf(file: TensorFile, shape: BertShape): Promise<readonly Uint8Array[]> {
  const read = new Map<string, FloatTensor>();
  for (const name of expectedTensors(shape).keys()) read.set(name, await file.read(name));
  return bertGraph(shape, (name) => {
    const tensor = read.get(name);
    if (!tensor) throw new ModelError("bad-model", `${file.name}: expected ${name}, found nothing.`);
    return tensor;
  });
}

/** Element tagging was trained on text with every digit as 0 and every letter as A; MGeo's other taggers were not. */
function preprocessOf({ shape, vocab, labels, lowerCase }: Checkpoint): Preprocess {
  const windowLength = Math.min(shape.maxPositions - 2, WINDOW_LENGTH_MAX);
  const tagsElements = labels.every((label) => label === "O" || ELEMENT_TYPES.has(label.slice(2)));
  return {
    mode: "char",
    foldFullWidth: true,
    foldDigits: tagsElements,
    foldLetters: tagsElements,
    lowerCase: lowerCase ?? (vocab.includes("a") && !vocab.includes("A")),
    windowLength,
    windowOverlap: Math.max(1, Math.min(32, windowLength >> 2)),
  };
}

async function writeManifest({ to, name, source, now }: ImportOptions, shape: BertShape): Promise<Manifest> {
  const files: ModelFile[] = [];
  for (const path of [ONNX_FILE, "vocab.txt", "labels.json", "preprocess.json"].sort()) {
    const { size } = await stat(join(to, path));
    files.push({ path, sha256: await sha256OfFile(join(to, path)), sizeBytes: size });
  }
  const { layers, hidden, heads, ffn, maxPositions } = shape;
  const manifest: Manifest = {
    schemaVersion: 1,
    name,
    digest: digestOfFiles(files),
    architecture: { layers, hidden, heads, ffn, maxPositions },
    precisions: ["fp32"],
    files,
    source,
    createdAt: now.toISOString(),
  };
  await writeJson(join(to, "manifest.json"), manifest);
  return manifest;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
