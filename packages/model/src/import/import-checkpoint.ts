import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BertShape, TensorSource } from "../onnx/bert-graph.ts";
import type { FloatTensor } from "../onnx/graph-builder.ts";
import { digestOfFiles, sha256OfFile } from "../version/digest.ts";
import { tagsElements } from "../version/element-types.ts";
import { at } from "../version/json-checks.ts";
import type { Manifest, ModelFile, Parities, Precision } from "../version/manifest.ts";
import { onnxFileName } from "../version/manifest.ts";
import type { Mode, Preprocess } from "../version/preprocess.ts";
import { writtenMode } from "../version/preprocess.ts";
import { checkTensors, expectedTensors } from "./expected-tensors.ts";
import type { Checkpoint } from "./read-checkpoint.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { openWeights } from "./weights/open-weights.ts";
import type { TensorFile } from "./weights/tensor-file.ts";
import { writePrecisions } from "./write-precisions.ts";

export interface ImportOptions {
  /** A folder as ModelScope gives it or as Hugging Face saves a BertForTokenClassification. */
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
  /** How text becomes tokens and labels become elements; default `char`. */
  readonly mode?: Mode;
  /** Divides the logits before confidences are taken; measured on held-out text by `eval`. */
  readonly temperature?: number;
  /** Told before each step that may take minutes. */
  readonly onStep?: (step: string) => void;
}

/** No real text is longer than one window of this many code points; more only costs padding. */
const WINDOW_LENGTH_MAX = 254;
/** Of element taggers: they find an address best near the positions that they were trained on. */
const ADDRESS_WINDOW = { length: 48, overlap: 20 };

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
  const { from, to, precisions = ["fp32"], mode = "char", temperature, onStep = () => undefined } = options;
  const { checkpoint, tensor, unusedTensors } = await readFolder(from);
  const preprocess = { ...preprocessOf(checkpoint, mode), ...(temperature && { temperature }) };
  await mkdir(to, { recursive: true });
  const parity = await writePrecisions({ folder: to, precisions, checkpoint, preprocess, tensor, onStep });
  await writeFile(join(to, "vocab.txt"), checkpoint.vocabText);
  await writeJson(join(to, "labels.json"), checkpoint.labels);
  const written = { ...preprocess, mode: writtenMode(mode, checkpoint.labels) };
  await writeJson(join(to, "preprocess.json"), written);
  const manifest = await manifestOf(options, checkpoint.shape, precisions, parity);
  await writeJson(join(to, "manifest.json"), manifest);
  return { manifest, unusedTensors };
}

async function readFolder(
  folder: string,
): Promise<{ checkpoint: Checkpoint; tensor: TensorSource; unusedTensors: readonly string[] }> {
  const file = await openWeights(folder);
  try {
    const checkpoint = await readCheckpoint(folder, file.shapes.get("classifier.weight")?.[0]);
    const unusedTensors = checkTensors(file, checkpoint.shape, checkpoint.storedLayers);
    const read = new Map<string, FloatTensor>();
    for (const name of expectedTensors(checkpoint.shape).keys()) read.set(name, await readFinite(file, name));
    return { checkpoint, tensor: (name) => present(file.name, name, read.get(name)), unusedTensors };
  } finally {
    await file.close();
  }
}

/** A model with one such weight answers NaN to every text, or to those that meet it. */
async function readFinite(file: TensorFile, name: string): Promise<FloatTensor> {
  const tensor = await file.read(name);
  const odd = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) {
    const found = `${String(tensor.data[odd])} at ${odd} of ${tensor.data.length}`;
    throw at(file.name, name, "finite numbers within float32", found);
  }
  return tensor;
}

function present(file: string, name: string, tensor: FloatTensor | undefined): FloatTensor {
  if (!tensor) throw at(file, name, "a tensor", undefined);
  return tensor;
}

/**
 * Element tagging was trained on text with every digit as 0 and every letter as A; MGeo's other taggers were not, nor on
 * addresses as shops have them. Parity feeds the raw text, lower-cased unless the tokenizer says otherwise, in long
 * windows, as the reference does.
 */
function preprocessOf({ shape, vocab, labels, lowerCase }: Checkpoint, mode: Mode): Preprocess {
  const isChar = mode === "char";
  const isOfAddresses = isChar && tagsElements(labels);
  return {
    mode,
    foldFullWidth: isChar,
    foldDigits: isOfAddresses,
    foldLetters: isOfAddresses,
    lowerCase: lowerCase ?? (isChar ? vocab.includes("a") && !vocab.includes("A") : true),
    ...(isOfAddresses ? addressWindows(shape) : longWindows(shape)),
    ...(isOfAddresses && { textPass: 1 }),
  };
}

type Windows = Pick<Preprocess, "windowLength" | "windowOverlap">;

function longWindows({ maxPositions }: BertShape): Windows {
  const windowLength = Math.min(maxPositions - 2, WINDOW_LENGTH_MAX);
  return { windowLength, windowOverlap: Math.max(1, Math.min(32, windowLength >> 2)) };
}

function addressWindows({ maxPositions }: BertShape): Windows {
  const { length, overlap } = ADDRESS_WINDOW;
  const windowLength = Math.min(maxPositions - 2, length);
  return { windowLength, windowOverlap: Math.max(1, Math.min(overlap, windowLength >> 1)) };
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
