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
  /** Index of the row's first token behind [CLS] among those of the whole text. */
  readonly firstToken: number;
}
