import type { ModelVersion } from "../version/read-model-version.ts";
import { ModelError } from "../model-error.ts";
import { foldCharacter } from "./fold.ts";
import { windowStarts } from "./window-starts.ts";

/** A text, or a window of one, as the model takes it. */
export interface EncodedText {
  /** The whole text exactly as given, also for a window. */
  readonly text: string;
  /** Token ids, [CLS] first and [SEP] last; between them one token per code point. */
  readonly ids: Int32Array;
  /** Per token: the code point it stands for, counted from the start of the *whole* text; -1 for [CLS] and [SEP]. */
  readonly offsets: Int32Array;
  /** Code points covered: `ids.length - 2`. */
  readonly codePoints: number;
}

export interface Encoder {
  /** The whole text in one row, however long. Never throws; what the vocabulary lacks becomes [UNK]. */
  encode(text: string): EncodedText;
  /**
   * Rows of at most `windowLength` code points that overlap by `windowOverlap`; just `[encode(text)]` where one row is
   * enough. Decode their logits together with `decodeWindows`.
   */
  encodeWindows(text: string): EncodedText[];
  /** Id that fills a row up to the batch's width; its mask is 0. */
  readonly padId: number;
}

type EncoderSource = Pick<ModelVersion, "vocab" | "preprocess">;

/** Builds the lookup table of a version (once, ~20 ms); encoding then costs well under a microsecond per address. */
export function createEncoder(version: EncoderSource): Encoder {
  const { vocab, preprocess } = version;
  const lookUp = new Map(vocab.map((token, id) => [token, id]));
  const special = (token: string): number => {
    const id = lookUp.get(token);
    if (id === undefined)
      throw new ModelError("bad-model", `vocab.txt: expected a line ${token}, found none.`);
    return id;
  };
  const unk = special("[UNK]");
  const [cls, sep, padId] = [special("[CLS]"), special("[SEP]"), special("[PAD]")];
  const idOf = (ch: string): number => lookUp.get(foldCharacter(ch, preprocess)) ?? unk;
  const table = Int32Array.from({ length: 0x10000 }, (_, unit) => idOf(String.fromCharCode(unit)));

  function encode(text: string): EncodedText {
    const ids = new Int32Array(text.length + 2);
    ids[0] = cls;
    let n = 1;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text, i + 1)) {
        ids[n++] = idOf(text.slice(i, i + 2));
        i++;
      } else {
        ids[n++] = table[unit] ?? unk;
      }
    }
    ids[n++] = sep;
    return { text, ids: ids.subarray(0, n), offsets: consecutive(0, n), codePoints: n - 2 };
  }

  function encodeWindows(text: string): EncodedText[] {
    const whole = encode(text);
    const { windowLength, windowOverlap } = preprocess;
    if (whole.codePoints <= windowLength) return [whole];
    return windowStarts(whole.codePoints, windowLength, windowOverlap).map((start) => {
      const ids = new Int32Array(windowLength + 2);
      ids.set(whole.ids.subarray(start + 1, start + 1 + windowLength), 1);
      ids[0] = cls;
      ids[windowLength + 1] = sep;
      return { text, ids, offsets: consecutive(start, ids.length), codePoints: windowLength };
    });
  }

  return { encode, encodeWindows, padId };
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index); // NaN past the end
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Offsets of a row of `tokens` tokens that starts at code point `first`. */
function consecutive(first: number, tokens: number): Int32Array {
  const offsets = new Int32Array(tokens);
  for (let i = 1; i < tokens - 1; i++) offsets[i] = first + i - 1;
  offsets[0] = offsets[tokens - 1] = -1;
  return offsets;
}
