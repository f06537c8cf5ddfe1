import { ModelError } from "../model-error.ts";
import { at, isRecord, readString, readWhole } from "./json-checks.ts";

/** Numeric precision of an ONNX file of a version. */
export const precisions = ["fp32", "fp16", "int8"] as const;
export type Precision = (typeof precisions)[number];

export interface ModelFile {
  /** File name inside the version folder; no sub-folders. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface Architecture {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly ffn: number;
  /** Rows of the position table = longest token row, [CLS] and [SEP] included. */
  readonly maxPositions: number;
}

/** How a precision answered on the calibration addresses, compared with float32. */
export interface Parity {
  readonly addresses: number;
  /** Points of span F1 (0–100) lost; measured against float32's answers if the addresses' labels do not apply. */
  readonly f1Loss: number;
  /** Span F1 with float32's answers taken as right. */
  readonly agreement: number;
}

export type Parities = Readonly<Partial<Record<Precision, Parity>>>;

/** `manifest.json` of a version folder. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly name: string;
  /** See `digestOfFiles`. */
  readonly digest: string;
  readonly architecture: Architecture;
  readonly precisions: readonly Precision[];
  /** Of the precisions other than fp32, where the importer measured it. */
  readonly parity?: Parities;
  readonly files: readonly ModelFile[];
  readonly source: string;
  /** ISO 8601; not part of the digest. */
  readonly createdAt: string;
}

const FILE = "manifest.json";
const SHA256 = /^[0-9a-f]{64}$/;
// Names come from another machine: nothing that could leave the folder or hide in it.
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** Checks the parsed JSON of a manifest. Throws ModelError('bad-model') naming the key. */
export function parseManifest(value: unknown): Manifest {
  if (!isRecord(value)) throw at(FILE, "", "an object", value);
  if (value.schemaVersion !== 1) throw at(FILE, "schemaVersion", "1", value.schemaVersion);
  const digest = readString(FILE, value, "digest");
  if (!SHA256.test(digest)) throw at(FILE, "digest", "64 lower-case hex digits", digest);
  if (!Array.isArray(value.files) || value.files.length === 0)
    throw at(FILE, "files", "a list of files", value.files);
  return {
    schemaVersion: 1,
    name: readString(FILE, value, "name"),
    digest,
    architecture: parseArchitecture(value.architecture),
    precisions: parsePrecisions(value.precisions),
    ...(value.parity !== undefined && { parity: parseParities(value.parity) }),
    files: value.files.map(parseFile),
    source: readString(FILE, value, "source"),
    createdAt: readString(FILE, value, "createdAt"),
  };
}

function parseArchitecture(value: unknown): Architecture {
  if (!isRecord(value)) throw at(FILE, "architecture", "an object", value);
  const whole = (key: string): number => readWhole(FILE, value, key);
  return {
    layers: whole("layers"),
    hidden: whole("hidden"),
    heads: whole("heads"),
    ffn: whole("ffn"),
    maxPositions: whole("maxPositions"),
  };
}

function parsePrecisions(value: unknown): readonly Precision[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every(isPrecision);
  if (!isList) throw at(FILE, "precisions", `some of ${precisions.join(", ")}`, value);
  return value as Precision[];
}

function parseParities(value: unknown): Parities {
  if (!isRecord(value)) throw at(FILE, "parity", "an object", value);
  for (const [precision, parity] of Object.entries(value)) {
    const key = `parity.${precision}`;
    if (!isPrecision(precision)) throw at(FILE, key, `one of ${precisions.join(", ")}`, precision);
    const figures = isRecord(parity) ? [parity.addresses, parity.f1Loss, parity.agreement] : [undefined];
    const isParity = figures.every((figure) => typeof figure === "number");
    if (!isParity) throw at(FILE, key, "the numbers addresses, f1Loss and agreement", parity);
  }
  return value as Parities;
}

function parseFile(value: unknown, index: number): ModelFile {
  const key = `files[${index}]`;
  if (!isRecord(value)) throw at(FILE, key, "an object", value);
  const path = readString(FILE, value, "path");
  if (!FILE_NAME.test(path)) throw at(FILE, `${key}.path`, "a plain file name", path);
  const sha256 = readString(FILE, value, "sha256");
  if (!SHA256.test(sha256)) throw at(FILE, `${key}.sha256`, "64 lower-case hex digits", sha256);
  return { path, sha256, sizeBytes: readWhole(FILE, value, "sizeBytes") };
}

export function isPrecision(name: unknown): name is Precision {
  return precisions.some((precision) => precision === name);
}

/** The ONNX file name of a precision. */
export function onnxFileName(precision: Precision): string {
  return `model.${precision}.onnx`;
}

/** The listed file of that name. Throws ModelError('bad-model') if the manifest does not list it. */
export function listedFile(manifest: Manifest, path: string): ModelFile {
  const file = manifest.files.find((f) => f.path === path);
  if (!file)
    throw new ModelError("bad-model", `${FILE} lists no file ${path}.`, { details: { file: FILE, path } });
  return file;
}
