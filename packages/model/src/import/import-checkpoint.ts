import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BertShape, TensorSource } from "../onnx/bert-graph.ts";
import type { FloatTensor } from "../onnx/graph-builder.ts";
import { digestOfFiles, sha256OfFile } from "../version/digest.ts";
import { tagsElements } from "../version/element-types.ts";
import { at } from "../version/json-checks.ts";
import type { Manifest, ModelFile, Parities, Precision } from "../version/manifest.ts";
import { onnxFileName } from "../version/manifest.ts";
import type { Preprocess } from "../version/preprocess.ts";
import { checkTensors, expectedTensors } from "./expected-tensors.ts";
import type { Checkpoint } from "./read-checkpoint.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { openWeights } from "./open-weights.ts";
import { writePrecisions } from "./write-precisions.ts";

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
  /** ONNX files to write; default fp32 alone. */
  readonly precisions?: readonly Precision[];
  /** Divides the logits before confidences are taken; measured on held-out text by `eval`. */
  readonly temperature?: number;
  /** Told before each step that may take minutes. */
  readonly onStep?: (step: string) => void;
}

// No real address is longer than one window of this many code points; more only costs padding.
const WINDOW_LENGTH_MAX = 254;

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
  const { from, to, precisions = ["fp32"], temperature, onStep = () => undefined } = options;
  const checkpoint = await readCheckpoint(from);
  const { tensor, unusedTensors } = await readTensors(from, checkpoint.shape);
  const preprocess = { ...preprocessOf(checkpoint), ...(temperature && { temperature }) };
  await mkdir(to, { recursive: true });
  const parity = await writePrecisions({ folder: to, precisions, checkpoint, preprocess, tensor, onStep });
  await writeFile(join(to, "vocab.txt"), checkpoint.vocabText);
  await writeJson(join(to, "labels.json"), checkpoint.labels);
  await writeJson(join(to, "preprocess.json"), preprocess);
  const manifest = await manifestOf(options, checkpoint.shape, precisions, parity);
  await writeJson(join(to, "manifest.json"), manifest);
  return { manifest, unusedTensors };
}

async function readTensors(
  folder: string,
  shape: BertShape,
): Promise<{ tensor: TensorSource; unusedTensors: readonly string[] }> {
  const file = await openWeights(folder);
  try {
    const unusedTensors = checkTensors(file, shape);
    const read = new Map<string, FloatTensor>();
    for (const name of expectedTensors(shape).keys()) read.set(name, await file.read(name));
    return { tensor: (name) => present(file.name, name, read.get(name)), unusedTensors };
  } finally {
    await file.close();
  }
}

function present(file: string, name: string, tensor: FloatTensor | undefined): FloatTensor {
  if (!tensor) throw at(file, name, "a tensor", undefined);
  return tensor;
}

/** Element tagging was trained on text with every digit as 0 and every letter as A; MGeo's other taggers were not. */
function preprocessOf({ shape, vocab, labels, lowerCase }: Checkpoint): Preprocess {
  const windowLength = Math.min(shape.maxPositions - 2, WINDOW_LENGTH_MAX);
  const isFolded = tagsElements(labels);
  return {
    mode: "char",
    foldFullWidth: true,
    foldDigits: isFolded,
    foldLetters: isFolded,
    lowerCase: lowerCase ?? (vocab.includes("a") && !vocab.includes("A")),
    windowLength,
    windowOverlap: Math.max(1, Math.min(32, windowLength >> 2)),
  };
}

async function manifestOf(
  { to, name, source, now }: ImportOptions,
  { layers, hidden, heads, ffn, maxPositions }: BertShape,
  precisions: readonly Precision[],
  parity: Parities,
): Promise<Manifest> {
  const files: ModelFile[] = [];
  for (const path of [
    ...precisions.map(onnxFileName),
    "vocab.txt",
    "labels.json",
    "preprocess.json",
  ].sort()) {
    const { size } = await stat(join(to, path));
    files.push({ path, sha256: await sha256OfFile(join(to, path)), sizeBytes: size });
  }
  return {
    schemaVersion: 1,
    name,
    digest: digestOfFiles(files),
    architecture: { layers, hidden, heads, ffn, maxPositions },
    precisions,
    ...(Object.keys(parity).length > 0 && { parity }),
    files,
    source,
    createdAt: now.toISOString(),
  };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
