import { ModelError } from "../model-error.ts";
import type { EncodedText } from "../tokenizer/create-encoder.ts";
import { bestPath } from "./best-path.ts";
import { codePointSlicer } from "./code-point-slicer.ts";
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
  /** Geometric mean of the softmax probabilities of the chosen labels over the element's tokens, 0–1. */
  readonly confidence: number;
}

/**
 * The elements of one text in text order, never overlapping: the best well-formed BIOES sequence, so no element spans
 * an O and no element mixes types. White space at an element's edges is left out of it.
 * @param logits row-major [tokens, labels] of this text, [CLS] and [SEP] included; more rows (padding) are ignored.
 * @param labels label by id, any BIOES list with O; pass the same array object every time, its table is kept.
 * @throws ModelError('bad-input') if there are fewer logits than tokens × labels; ModelError('run-failed') on NaN.
 */
export function decodeElements(
  logits: Float32Array,
  encoded: EncodedText,
  labels: readonly string[],
): Element[] {
  const table = transitionTable(labels);
  if (logits.length < encoded.ids.length * labels.length) {
    throw new ModelError("bad-input", "decodeElements got fewer logits than tokens × labels.", {
      details: { logits: logits.length, tokens: encoded.ids.length, labels: labels.length },
    });
  }
  const path = bestPath(logits, 1, encoded.codePoints, table);
  return elementsOf(path, logits, encoded, table);
}

function elementsOf(
  path: Int32Array,
  logits: Float32Array,
  encoded: EncodedText,
  table: TransitionTable,
): Element[] {
  const elements: Element[] = [];
  const slice = codePointSlicer(encoded.text);
  let first = 0;
  for (let i = 0; i < path.length; i++) {
    const id = path[i] as number;
    if (table.starts[id]) first = i;
    if (!table.ends[id]) continue;
    const typed = slice(encoded.offsets[first + 1] as number, (encoded.offsets[i + 1] as number) + 1);
    const text = typed.trim();
    if (text === "") continue;
    // White space is BMP, one code point a code unit.
    const start = (encoded.offsets[first + 1] as number) + typed.length - typed.trimStart().length;
    const end = (encoded.offsets[i + 1] as number) + 1 - (typed.length - typed.trimEnd().length);
    const confidence = meanProbability(logits, path, first, i, table.labels.length);
    elements.push({ type: table.types[id] as string, start, end, text, confidence });
  }
  return elements;
}

function meanProbability(
  logits: Float32Array,
  path: Int32Array,
  first: number,
  last: number,
  width: number,
): number {
  let logSum = 0;
  for (let i = first; i <= last; i++) {
    const at = (i + 1) * width;
    const chosen = logits[at + (path[i] as number)] as number;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += Math.exp((logits[at + j] as number) - chosen);
    logSum -= Math.log(sum);
  }
  return Math.exp(logSum / (last - first + 1));
}
