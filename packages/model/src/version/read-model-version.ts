import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ModelError } from "../model-error.ts";
import { at, parseJson } from "./json-checks.ts";
import { digestOfFiles, sha256OfFile } from "./digest.ts";
import type { Manifest, ModelFile, Precision } from "./manifest.ts";
import { listedFile, onnxFileName, parseManifest } from "./manifest.ts";
import type { Preprocess } from "./preprocess.ts";
import { parsePreprocess } from "./preprocess.ts";

/** An opened version folder: everything but the weights is in memory. */
export interface ModelVersion {
  readonly folder: string;
  readonly name: string;
  /** Lower-case hex sha256 over all files; identifies the version everywhere. */
  readonly digest: string;
  /** Label by id. */
  readonly labels: readonly string[];
  /** Token by id. */
  readonly vocab: readonly string[];
  readonly preprocess: Preprocess;
  readonly manifest: Manifest;
  /** Path of the ONNX file of a precision. Throws ModelError('bad-model') if the version has no such file. */
  onnxPath(precision: Precision): string;
}

/**
 * Reads a model version folder.
 * @param options.verify hash every file and compare with the manifest (default true; ~1 s per GB).
 * @throws ModelError('bad-model') naming the file or key, what was expected and what was found.
 */
export async function readModelVersion(
  folder: string,
  options: { verify?: boolean } = {},
): Promise<ModelVersion> {
  const manifest = parseManifest(parseJson("manifest.json", await readText(folder, "manifest.json")));
  const digest = digestOfFiles(manifest.files);
  if (digest !== manifest.digest) throw at("manifest.json", "digest", digest, manifest.digest);
  if (options.verify ?? true) for (const file of manifest.files) await verifyFile(folder, file);
  for (const name of ["vocab.txt", "labels.json", "preprocess.json"]) listedFile(manifest, name);
  const preprocess = parseJson("preprocess.json", await readText(folder, "preprocess.json"));
  return {
    folder,
    name: manifest.name,
    digest,
    labels: parseLabels(parseJson("labels.json", await readText(folder, "labels.json"))),
    vocab: parseVocab(await readText(folder, "vocab.txt")),
    preprocess: parsePreprocess(preprocess, manifest.architecture.maxPositions),
    manifest,
    onnxPath: (precision) => join(folder, listedFile(manifest, onnxFileName(precision)).path),
  };
}

/** Splits vocab.txt, one token a line; the line number is the id. Lines are not trimmed. */
export function parseVocab(text: string): readonly string[] {
  const lines = text.split(/\r?\n/u);
  if (lines.at(-1) === "") lines.pop();
  for (const special of ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]) {
    if (!lines.includes(special)) throw at("vocab.txt", "", `a line ${special}`, undefined);
  }
  return lines;
}

async function verifyFile(folder: string, file: ModelFile): Promise<void> {
  const size = await stat(join(folder, file.path)).then((s) => s.size, missing(file.path));
  if (size !== file.sizeBytes) throw at(file.path, "size", `${file.sizeBytes} bytes`, size);
  const sha256 = await sha256OfFile(join(folder, file.path));
  if (sha256 !== file.sha256) throw at(file.path, "sha256", file.sha256, sha256);
}

async function readText(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), "utf8").catch(missing(name));
}

function missing(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new ModelError("bad-model", `${file}: expected a readable file, found none.`, {
      cause,
      details: { file },
    });
  };
}

/**
 * Checks a BIOES label list: unique texts, each `O` or B-, I-, E- or S- and a type, `O` among them (without it some
 * texts would have no well-formed answer). Throws ModelError('bad-model') naming the file and entry.
 */
export function parseLabels(value: unknown, file = "labels.json"): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw at(file, "", "a list of labels", value);
  value.forEach((label, id) => {
    const isLabel = typeof label === "string" && (label === "O" || /^[BIES]-.+$/su.test(label));
    if (!isLabel) throw at(file, `[${id}]`, "O, B-…, I-…, E-… or S-…", label);
    if (value.indexOf(label) !== id) throw at(file, `[${id}]`, "every label once", label);
  });
  if (!value.includes("O")) throw at(file, "", "the label O among the labels", value);
  return value as string[];
}
