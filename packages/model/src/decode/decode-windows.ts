import { ModelError } from "../model-error.ts";
import type { EncodedText } from "../tokenizer/encoded-text.ts";
import type { Element } from "./decode-elements.ts";
import { decodeElements } from "./decode-elements.ts";

/** A window and its logits, row-major [tokens, labels]. */
export interface DecodedWindow {
  readonly encoded: EncodedText;
  readonly logits: Float32Array;
}

/**
 * Elements of a text from the windows of `encodeWindows`, in their order. Each token takes its logits from the window
 * that is left of the overlap's middle, or right of it; one decoding runs over all, so an element may cross a seam.
 * @throws ModelError as `decodeElements`.
 */
export function decodeWindows(
  windows: readonly DecodedWindow[],
  labels: readonly string[],
  temperature = 1,
): Element[] {
  const [first] = windows;
  if (!first) throw new ModelError("bad-input", "decodeWindows got no window.");
  if (windows.length === 1) return decodeElements(first.logits, first.encoded, labels, temperature);
  const { encoded, logits } = joinWindows(windows, labels.length);
  return decodeElements(logits, encoded, labels, temperature);
}

function joinWindows(windows: readonly DecodedWindow[], width: number): DecodedWindow {
  const tokens = windows.reduce((max, { encoded }) => Math.max(max, endOf(encoded)), 0);
  const [first] = windows as readonly [DecodedWindow];
  const logits = new Float32Array((tokens + 2) * width);
  const offsets = new Int32Array(tokens + 2).fill(-1);
  const ends = first.encoded.ends && new Int32Array(tokens + 2).fill(-1);
  let from = 0;
  windows.forEach(({ encoded, logits: part }, i) => {
    const next = windows[i + 1];
    const until = next ? (next.encoded.firstToken + endOf(encoded)) >> 1 : endOf(encoded);
    const [begin, end] = [from - encoded.firstToken + 1, until - encoded.firstToken + 1];
    logits.set(part.subarray(begin * width, end * width), (from + 1) * width);
    offsets.set(encoded.offsets.subarray(begin, end), from + 1);
    if (encoded.ends) ends?.set(encoded.ends.subarray(begin, end), from + 1);
    from = until;
  });
  // Decoding reads of the ids only how many there are.
  const ids = new Int32Array(tokens + 2);
  const { text, borders } = first.encoded;
  return { encoded: { text, ids, offsets, ends, borders, firstToken: 0 }, logits };
}

function endOf({ firstToken, ids }: EncodedText): number {
  return firstToken + ids.length - 2;
}
