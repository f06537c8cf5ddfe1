import { at, isRecord, readWhole } from "./json-checks.ts";

/**
 * `char`: one token per code point, folded as in training; decoded to the best well-formed labels. `parity`: the reference
 * pipeline's way, BERT's word pieces of the raw text and each word's most likely label.
 */
export type Mode = "char" | "parity";

/**
 * `mode` as a file says it. Behind `-2` the version needs the second edition of the decoding rules (parity's grouping is
 * the reference's; labels may be BIO): builds that decode by the first do not know the name, and refuse the version
 * instead of answering differently under the same digest.
 */
const MODES: Readonly<Record<string, Mode>> = {
  char: "char",
  parity: "parity",
  "char-2": "char",
  "parity-2": "parity",
};

/** How `mode` is written of a version with these labels: behind `-2` where the first edition would decode otherwise. */
export function writtenMode(mode: Mode, labels: readonly string[]): string {
  const isFirst = mode === "char" && labels.some((label) => label.startsWith("E-"));
  return isFirst ? mode : `${mode}-2`;
}

/** `preprocess.json`: how text becomes tokens. In char mode the steps apply per code point, in the order of the fields. */
export interface Preprocess {
  readonly mode: Mode;
  /** U+FF01–FF5E to ASCII. */
  readonly foldFullWidth: boolean;
  /** ASCII digits to `0`, as in the training data. */
  readonly foldDigits: boolean;
  /** ASCII letters to `A`, as in the training data. */
  readonly foldLetters: boolean;
  /** In parity mode the only step; accents go with it. */
  readonly lowerCase: boolean;
  /** Tokens of one pass, without [CLS] and [SEP]. */
  readonly windowLength: number;
  /** Tokens that neighbouring windows of a longer text share. */
  readonly windowOverlap: number;
  /**
   * Char mode only. 1: `cutText` takes contacts, form labels and markup out, delimiters and line breaks are borders of
   * elements, white space has no token, traditional characters are folded to simplified ones. Absent: every character
   * goes to the model as typed, as versions of before were measured.
   */
  readonly textPass?: 1;
  /** Logits are divided by it before confidences are taken, so that these are calibrated; 1 if absent. */
  readonly temperature?: number;
}

const FILE = "preprocess.json";
const FLAGS = ["foldFullWidth", "foldDigits", "foldLetters", "lowerCase"] as const;

/** Checks the parsed JSON. Throws ModelError('bad-model') naming the key. */
export function parsePreprocess(value: unknown, maxPositions: number): Preprocess {
  if (!isRecord(value)) throw at(FILE, "", "an object", value);
  const isKnown = typeof value.mode === "string" && Object.hasOwn(MODES, value.mode);
  if (!isKnown) throw at(FILE, "mode", `one of ${Object.keys(MODES).join(", ")}`, value.mode);
  for (const key of FLAGS) {
    if (typeof value[key] !== "boolean") throw at(FILE, key, "true or false", value[key]);
  }
  const windowLength = readWhole(FILE, value, "windowLength");
  if (windowLength > maxPositions - 2) {
    throw at(FILE, "windowLength", `at most ${maxPositions - 2} (positions less two)`, windowLength);
  }
  const windowOverlap = readWhole(FILE, value, "windowOverlap");
  if (windowOverlap >= windowLength) throw at(FILE, "windowOverlap", "less than windowLength", windowOverlap);
  // A later pass answers otherwise: an older agent must refuse it, not guess.
  const { textPass, temperature = 1 } = value;
  if (textPass !== undefined && textPass !== 1) throw at(FILE, "textPass", "1, or nothing", textPass);
  if (typeof temperature !== "number" || !(temperature > 0)) {
    throw at(FILE, "temperature", "a number above 0", temperature);
  }
  return { ...value, mode: MODES[value.mode as string] } as unknown as Preprocess;
}
