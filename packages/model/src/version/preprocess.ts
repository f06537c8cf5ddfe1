import { at, isRecord, readWhole } from "./json-checks.ts";

/** `preprocess.json`: how text becomes tokens. The steps apply per code point, in the order of the fields. */
export interface Preprocess {
  /** One token per code point. */
  readonly mode: "char";
  /** U+FF01–FF5E to ASCII. */
  readonly foldFullWidth: boolean;
  /** ASCII digits to `0`, as in the training data. */
  readonly foldDigits: boolean;
  /** ASCII letters to `A`, as in the training data. */
  readonly foldLetters: boolean;
  readonly lowerCase: boolean;
  /** Code points of one pass, without [CLS] and [SEP]. */
  readonly windowLength: number;
  /** Code points that neighbouring windows of a longer text share. */
  readonly windowOverlap: number;
}

const FILE = "preprocess.json";
const FLAGS = ["foldFullWidth", "foldDigits", "foldLetters", "lowerCase"] as const;

/** Checks the parsed JSON. Throws ModelError('bad-model') naming the key. */
export function parsePreprocess(value: unknown, maxPositions: number): Preprocess {
  if (!isRecord(value)) throw at(FILE, "", "an object", value);
  if (value.mode !== "char") throw at(FILE, "mode", '"char"', value.mode);
  for (const key of FLAGS) {
    if (typeof value[key] !== "boolean") throw at(FILE, key, "true or false", value[key]);
  }
  const windowLength = readWhole(FILE, value, "windowLength");
  if (windowLength > maxPositions - 2) {
    throw at(FILE, "windowLength", `at most ${maxPositions - 2} (positions less two)`, windowLength);
  }
  const windowOverlap = readWhole(FILE, value, "windowOverlap");
  if (windowOverlap >= windowLength) throw at(FILE, "windowOverlap", "less than windowLength", windowOverlap);
  return value as unknown as Preprocess;
}
