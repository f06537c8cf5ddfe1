import { ModelError } from "../model-error.ts";
import type { EncodedText } from "../tokenizer/create-encoder.ts";
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
export function decodeWindows(windows: readonly DecodedWindow[], labels: readonly string[]): Element[] {
  const [first] = windows;
  if (!first) throw new ModelError("bad-input", "decodeWindows got no window.");
  if (windows.length === 1) return decodeElements(first.logits, first.encoded, labels);
  const total = windows.reduce((end, { encoded }) => Math.max(end, firstOf(encoded) + encoded.codePoints), 0);
  const width = labels.length;
  const logits = new Float32Array((total + 2) * width);
  let from = 0;
  windows.forEach(({ encoded, logits: part }, i) => {
    const start = firstOf(encoded);
    const end = start + encoded.codePoints;
    const next = windows[i + 1];
    const until = next ? (firstOf(next.encoded) + end) >> 1 : end;
    const rows = part.subarray((from - start + 1) * width, (until - start + 1) * width);
    logits.set(rows, (from + 1) * width);
    from = until;
  });
  return decodeElements(logits, wholeOf(first.encoded.text, total), labels);
}

function firstOf(encoded: EncodedText): number {
  return Math.max(0, encoded.offsets[1] ?? 0);
}

/** Decoding needs of the joined row only its offsets; ids of windows are not ids of the whole. */
function wholeOf(text: string, codePoints: number): EncodedText {
  const offsets = Int32Array.from({ length: codePoints + 2 }, (_, i) => (i > codePoints ? -1 : i - 1));
  return { text, ids: new Int32Array(codePoints + 2), offsets, codePoints };
}
