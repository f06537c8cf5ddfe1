import type { Preprocess } from "../version/preprocess.ts";
import type { EncodedText } from "./encoded-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** One token per code point, as in training; what the vocabulary lacks becomes [UNK]. */
export function characterEncoder(
  { idOf, unk, cls, sep }: Vocabulary,
  rules: Preprocess,
): (text: string) => EncodedText {
  const idOfCharacter = (ch: string): number => idOf(foldCharacter(ch, rules)) ?? unk;
  const table = Int32Array.from({ length: 0x10000 }, (_, unit) => idOfCharacter(String.fromCharCode(unit)));

  return (text) => {
    const ids = new Int32Array(text.length + 2);
    ids[0] = cls;
    let n = 1;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text, i + 1)) {
        ids[n++] = idOfCharacter(text.slice(i, i + 2));
        i++;
      } else {
        ids[n++] = table[unit] ?? unk;
      }
    }
    ids[n++] = sep;
    return { text, ids: ids.subarray(0, n), offsets: consecutive(n), ends: null, firstToken: 0 };
  };
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index); // NaN past the end
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Offsets of a row of `tokens` tokens, special ones included. */
function consecutive(tokens: number): Int32Array {
  const offsets = new Int32Array(tokens);
  for (let i = 1; i < tokens - 1; i++) offsets[i] = i - 1;
  offsets[0] = offsets[tokens - 1] = -1;
  return offsets;
}

/** Folds one code point given as a string; the result stays one token to look up. */
function foldCharacter(
  ch: string,
  rules: Pick<Preprocess, "foldFullWidth" | "foldDigits" | "foldLetters" | "lowerCase">,
): string {
  const code = ch.codePointAt(0) ?? 0;
  let out = rules.foldFullWidth && code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : ch;
  if (rules.foldDigits && out >= "0" && out <= "9") out = "0";
  else if (rules.foldLetters && /^[A-Za-z]$/u.test(out)) out = "A";
  return rules.lowerCase ? out.toLowerCase() : out;
}
