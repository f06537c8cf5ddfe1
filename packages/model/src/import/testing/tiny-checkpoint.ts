import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FloatTensor } from "../../onnx/graph-builder.ts";
import { importCheckpoint } from "../import-checkpoint.ts";
import { openSafetensors } from "../weights/safetensors.ts";
import type { Tensors } from "./write-weights.ts";
import { safetensorsOf } from "./write-weights.ts";

export const TINY = fileURLToPath(new URL("../../../fixtures/tiny", import.meta.url));

/** The tensors of the tiny checkpoint. */
export async function tinyTensors(): Promise<Tensors> {
  const file = await openSafetensors(join(TINY, "model.safetensors"));
  const tensors = new Map<string, FloatTensor>();
  for (const name of file.shapes.keys()) tensors.set(name, await file.read(name));
  await file.close();
  return tensors;
}

/** The same tensors under other names; null leaves one out. */
export function renamed(tensors: Tensors, nameOf: (name: string) => string | null): Tensors {
  return new Map(
    Array.from(tensors).flatMap(([name, tensor]) => {
      const other = nameOf(name);
      return other === null ? [] : [[other, tensor] as const];
    }),
  );
}

/** Files of a folder by name; null leaves one out that would be there. */
export type Files = Record<string, string | Uint8Array | null>;

/** A folder inside `scratch` like the tiny checkpoint's, its weights left out, with these files. */
export async function tinyFolder(scratch: string, files: Files): Promise<string> {
  const folder = await mkdtemp(join(scratch, "checkpoint-"));
  for (const name of ["config.json", "configuration.json", "vocab.txt"])
    await cp(join(TINY, name), join(folder, name));
  for (const [name, content] of Object.entries(files)) {
    if (content === null) await rm(join(folder, name));
    else await writeFile(join(folder, name), content);
  }
  return folder;
}

/** A JSON file of the tiny checkpoint with some keys set; null removes one. */
export async function tinyJson(name: string, change: Readonly<Record<string, unknown>>): Promise<string> {
  const value = { ...JSON.parse(await readFile(join(TINY, name), "utf8")), ...change };
  return JSON.stringify(Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== null)));
}

/** Imports a folder; returns the version's. */
export async function versionOf(scratch: string, from: string): Promise<string> {
  const to = await mkdtemp(join(scratch, "version-"));
  await importCheckpoint({ from, to, name: "tiny", source: "fixture", now: new Date(0) });
  return to;
}

/** Equal digests: the graph, labels, vocabulary and preprocessing are the same to the byte. */
export async function digestOf(scratch: string, from: string): Promise<string> {
  const folder = await versionOf(scratch, from);
  return JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")).digest;
}

/** Two halves of the tensors, in one file each, and the index of both. */
export function sharded(
  tensors: Tensors,
  write: (part: Tensors) => Buffer,
  ending: "safetensors" | "bin",
): Files {
  const stem = ending === "bin" ? "pytorch_model" : "model";
  const fileOf = (half: number): string => `${stem}-0000${half + 1}-of-00002.${ending}`;
  const names = Array.from(tensors.keys());
  const halves = [0, 1].map((half) => names.filter((_, i) => i % 2 === half));
  const parts = halves.map((half) => renamed(tensors, (name) => (half.includes(name) ? name : null)));
  const weightMap = Object.fromEntries(halves.flatMap((half, i) => half.map((name) => [name, fileOf(i)])));
  return {
    ...Object.fromEntries(parts.map((part, i) => [fileOf(i), write(part)])),
    [`${stem}.${ending}.index.json`]: JSON.stringify({ metadata: { total_size: 1 }, weight_map: weightMap }),
  };
}

/** A name as Hugging Face's BertForTokenClassification has it; null for what it has not. */
export function huggingFaceName(name: string): string | null {
  return name.startsWith("bert.gis") ? null : name.replace("bert.text_encoder.", "bert.");
}

/** Labels of the tiny checkpoint by id. */
export const TINY_LABELS = ["B-road", "B-prov", "E-prov", "E-road", "I-prov", "I-road", "O", "S-road"];

/** The tiny checkpoint as `save_pretrained` of BertForTokenClassification leaves it. */
export async function huggingFace(
  tensors: Tensors,
  config: Readonly<Record<string, unknown>> = {},
): Promise<Files> {
  return {
    "configuration.json": null,
    "config.json": await tinyJson("config.json", {
      architectures: ["BertForTokenClassification"],
      gis_embedding: null,
      fusion_layer: null,
      position_embedding_type: "absolute",
      id2label: { ...TINY_LABELS },
      label2id: Object.fromEntries(TINY_LABELS.map((label, id) => [label, id])),
      ...config,
    }),
    "model.safetensors": safetensorsOf(renamed(tensors, huggingFaceName)),
  };
}
