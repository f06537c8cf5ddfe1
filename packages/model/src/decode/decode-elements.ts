import { ModelError } from "../model-error.ts";
import type { EncodedText } from "../tokenizer/encoded-text.ts";
import { bestPath } from "./best-path.ts";
import { groupLabels } from "./group-labels.ts";
import { scoreLabels } from "./score-labels.ts";
import type { TransitionTable } from "./transition-table.ts";
import { transitionTable } from "./transition-table.ts";

/** One element of an address. */
export interface Element {
  readonly type: string;
  /** Code points from the start of the text. */
  readonly start: number;
  /** Code points, exclusive. */
  readonly end: number;
  /** Exactly the characters typed. */
  readonly text: string;
  /** Geometric mean of the softmax probabilities of the chosen labels over the element's words, 0–1. */
  readonly confidence: number;
  /**
   * The smallest lead of a chosen label's logit over the best other one, over the element's words; negative where that
   * one would not have been well-formed. Where it is small, another precision or provider may decide otherwise.
   */
  readonly margin: number;
}

/**
 * The elements of one text in text order, never overlapping. White space at an element's edges is left out of it. In char
 * mode these are the best well-formed label sequence, so never across an O and never of mixed types; in parity mode each
 * word's most likely label, grouped as the reference groups them.
 * @param logits row-major [tokens, labels] of this text, [CLS] and [SEP] included; more rows (padding) are ignored.
 * @param labels label by id, any BIOES or BIO list with O; pass the same array object every time, its table is kept.
 * @param temperature `preprocess.temperature`; changes confidences only.
 * @throws ModelError('bad-input') if there are fewer logits than tokens × labels; ModelError('run-failed') on NaN.
 */
export function decodeElements(
  logits: Float32Array,
  encoded: EncodedText,
  labels: readonly string[],
  temperature = 1,
): Element[] {
  const table = transitionTable(labels);
  const width = labels.length;
  const { text, ids, offsets, ends } = encoded;
  if (logits.length < ids.length * width) {
    throw new ModelError("bad-input", "decodeElements got fewer logits than tokens × labels.", {
      details: { logits: logits.length, tokens: ids.length, labels: width },
    });
  }
  const rows = wordRows(offsets);
  const path = ends ? mostLikelyLabels(logits, rows, width) : pathBetweenBorders(logits, encoded, table);
  const slice = codePointSlicer(text);
  return groupLabels(path, table).flatMap(({ type, first, last }) => {
    const [firstRow, lastRow] = [rows[first] as number, rows[last] as number];
    const from = offsets[firstRow] as number;
    const until = ends ? (ends[lastRow] as number) : (offsets[lastRow] as number) + 1;
    const typed = slice(from, until);
    const trimmed = typed.trim();
    if (trimmed === "") return [];
    // White space is BMP, one code point a code unit.
    const start = from + typed.length - typed.trimStart().length;
    const end = until - (typed.length - typed.trimEnd().length);
    const { confidence, margin } = scoreLabels(logits, rows, path, { first, last }, width, temperature);
    return [{ type, start, end, text: trimmed, confidence, margin }];
  });
}

/** Rows of the tokens whose labels count: one a word. */
function wordRows(offsets: Int32Array): Int32Array {
  const rows = new Int32Array(offsets.length);
  let count = 0;
  for (let row = 0; row < offsets.length; row++) if ((offsets[row] as number) >= 0) rows[count++] = row;
  return rows.subarray(0, count);
}

/** The best well-formed labels of each part between borders, so no element reaches across one. One row a token. */
function pathBetweenBorders(
  logits: Float32Array,
  { ids, firstToken, borders = [] }: EncodedText,
  table: TransitionTable,
): Int32Array {
  const tokens = ids.length - 2;
  const path = new Int32Array(tokens);
  let from = 0;
  for (const border of [...borders, firstToken + tokens]) {
    const until = Math.min(border - firstToken, tokens);
    if (until <= from) continue;
    path.set(bestPath(logits, 1 + from, until - from, table), from);
    from = until;
  }
  return path;
}

/**
 * The label with the largest logit per row, each on its own.
 * @param logits row-major [tokens, labels]; only `rows` are read.
 * @throws ModelError('run-failed') if a row's logits are not numbers.
 */
function mostLikelyLabels(logits: Float32Array, rows: Int32Array, width: number): Int32Array {
  return rows.map((row) => {
    let best = -1;
    let largest = -Infinity;
    for (let id = 0; id < width; id++) {
      const logit = logits[row * width + id] as number;
      if (logit > largest) [best, largest] = [id, logit];
    }
    if (best < 0)
      throw new ModelError("run-failed", "The model returned logits that are not finite numbers.");
    return best;
  });
}

/** A function like `text.slice(start, end)` that counts code points (a lone surrogate counts as one). */
export function codePointSlicer(text: string): (start: number, end: number) => string {
  // Nearly every address lies in the basic plane, where code points are code units.
  if (!/[\ud800-\udbff]/.test(text)) return (start, end) => text.slice(start, end);
  const characters = Array.from(text);
  return (start, end) => characters.slice(start, end).join("");
}
