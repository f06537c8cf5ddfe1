import type { ModelVersion } from "../version/read-model-version.ts";
import type { EncodedText } from "./encoded-text.ts";
import { characterEncoder } from "./encode-characters.ts";
import { wordPieceEncoder } from "./encode-word-pieces.ts";
import { createVocabulary } from "./vocabulary.ts";

export interface Encoder {
  /** The whole text in one row, however long. Never throws; what the vocabulary lacks becomes [UNK]. */
  encode(text: string): EncodedText;
  /**
   * Rows of at most `windowLength` tokens (without [CLS] and [SEP]) that overlap by `windowOverlap`; just
   * `[encode(text)]` where one row is enough. Decode their logits together with `decodeWindows`.
   */
  encodeWindows(text: string): EncodedText[];
  /** Id that fills a row up to the batch's width; its mask is 0. */
  readonly padId: number;
}

export type EncoderSource = Pick<ModelVersion, "vocab" | "preprocess">;

/**
 * Builds the lookup table of a version (once, 20–100 ms; `preprocess.mode` decides how text becomes tokens); encoding then
 * costs well under a microsecond per address in char mode and a few in parity mode.
 * @throws ModelError('bad-model') if the vocabulary lacks a special token.
 */
export function createEncoder({ vocab, preprocess }: EncoderSource): Encoder {
  const vocabulary = createVocabulary(vocab);
  const { mode, lowerCase, windowLength, windowOverlap } = preprocess;
  const encode =
    mode === "char" ? characterEncoder(vocabulary, preprocess) : wordPieceEncoder(vocabulary, lowerCase);

  function encodeWindows(text: string): EncodedText[] {
    const whole = encode(text);
    const tokens = whole.ids.length - 2;
    if (tokens <= windowLength) return [whole];
    return windowStarts(tokens, windowLength, windowOverlap).map((start) => windowOf(whole, start));
  }

  function windowOf({ text, ids, offsets, ends, borders }: EncodedText, start: number): EncodedText {
    const cut = (whole: Int32Array, [first, last]: readonly [number, number]): Int32Array => {
      const part = new Int32Array(windowLength + 2);
      part.set(whole.subarray(start + 1, start + 1 + windowLength), 1);
      part[0] = first;
      part[windowLength + 1] = last;
      return part;
    };
    return {
      text,
      ids: cut(ids, [vocabulary.cls, vocabulary.sep]),
      offsets: cut(offsets, [-1, -1]),
      ends: ends && cut(ends, [-1, -1]),
      borders,
      firstToken: start,
    };
  }

  return { encode, encodeWindows, padId: vocabulary.pad };
}

/**
 * First token of each window of a text of `total` tokens (> length). All windows are full: the last one is
 * moved back to the end of the text, so no window is a scrap with little context.
 */
function windowStarts(total: number, length: number, overlap: number): number[] {
  const starts: number[] = [];
  for (let start = 0; start + length < total; start += length - overlap) starts.push(start);
  starts.push(total - length);
  return starts;
}
