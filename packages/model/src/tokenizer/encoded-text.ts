/** A text, or a window of one, as the model takes it. */
export interface EncodedText {
  /** The whole text exactly as given, also for a window. */
  readonly text: string;
  /** Token ids, [CLS] first and [SEP] last. */
  readonly ids: Int32Array;
  /**
   * Per token: the code point at which its word starts, counted from the start of the *whole* text; -1 for [CLS], [SEP]
   * and, in parity mode, all but the first piece of a word, whose labels do not count.
   */
  readonly offsets: Int32Array;
  /** Parity mode: per token the code point after its word. Null in char mode, where each code point is a word. */
  readonly ends: Int32Array | null;
  /** Tokens of the whole text, counted without [CLS], before which an element has to end: behind a line break or a cut. */
  readonly borders?: readonly number[];
  /** Index of the row's first token behind [CLS] among those of the whole text. */
  readonly firstToken: number;
}

/**
 * Everything that decoding reads beside the logits: windows of texts with equal keys get equal elements, but for their
 * text. `windows` are those of one text.
 */
export function keyOfWindows(windows: readonly EncodedText[]): string {
  const [first] = windows;
  const keys = windows.map((row) => rowsOf(row).map(asText).join("/"));
  return [blanksOf(first?.text ?? ""), first?.borders?.join(",") ?? "", ...keys].join("/");
}

/** Offsets count where characters were left out or words have several: else the ids say them. */
function rowsOf({ ids, offsets, ends, firstToken }: EncodedText): Int32Array[] {
  if (ends) return [ids, offsets, ends];
  const isDense = offsets.at(-2) === firstToken + ids.length - 3;
  return isDense ? [ids] : [ids, offsets];
}

/** Two code units per number of 32 bits. */
function asText(numbers: Int32Array): string {
  return String.fromCharCode(...new Uint16Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length));
}

/** Where a text has white space: decoding leaves it out of an element's edges, so it belongs to the key. */
function blanksOf(text: string): string {
  return /\s/.test(text) ? text.replace(/\S/gu, ".") : "";
}
