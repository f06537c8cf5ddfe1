import { textRole } from "../text/character-roles.ts";
import { cutText } from "../text/cut-text.ts";
import { foldCharacters } from "../text/fold-characters.ts";
import type { Cut } from "../text/text-draft.ts";
import type { Preprocess } from "../version/preprocess.ts";
import type { EncodedText } from "./encoded-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

const SPACE = -1;
const BORDER = -2;

/** One token per code point, as in training; what the vocabulary lacks becomes [UNK]. */
export function characterEncoder(
  { idOf, unk, cls, sep }: Vocabulary,
  rules: Preprocess,
): (text: string) => EncodedText {
  const tokenOf = rules.textPass ? passedToken : (ch: string) => idOf(foldCharacter(ch, rules)) ?? unk;
  const table = Int32Array.from({ length: 0x10000 }, (_, unit) => tokenOf(String.fromCharCode(unit)));

  return (text) => {
    const row = new TokenRow(text.length, cls);
    const cuts = rules.textPass ? cutText(text) : [];
    let [next, at] = [0, 0];
    for (let i = 0; i < text.length; i++, at++) {
      const isPair = isHighSurrogate(text, i) && isLowSurrogate(text, i + 1);
      while (next < cuts.length && i >= (cuts[next] as Cut).end) next++;
      const isCut = next < cuts.length && i >= (cuts[next] as Cut).start;
      const token = isPair ? tokenOf(text.slice(i, i + 2)) : (table[text.charCodeAt(i)] as number);
      row.push(isCut ? BORDER : token, at);
      if (isPair) i++;
    }
    return row.finish(text, sep);
  };

  function passedToken(ch: string): number {
    const folded = foldCharacters(ch);
    const role = textRole(folded);
    if (role !== "token") return role === "space" ? SPACE : BORDER;
    return idOf(foldCharacter(folded, rules)) ?? idOf(foldCharacter(ch, rules)) ?? unk;
  }
}

class TokenRow {
  private readonly ids: Int32Array;
  private readonly offsets: Int32Array;
  private readonly borders: number[] = [];
  private length = 1;
  private isBehindBorder = false;

  constructor(characters: number, cls: number) {
    this.ids = new Int32Array(characters + 2);
    this.offsets = new Int32Array(characters + 2);
    this.ids[0] = cls;
    this.offsets[0] = -1;
  }

  push(token: number, at: number): void {
    if (token === BORDER) this.isBehindBorder = true;
    if (token < 0) return;
    if (this.isBehindBorder && this.length > 1) this.borders.push(this.length - 1);
    this.isBehindBorder = false;
    this.ids[this.length] = token;
    this.offsets[this.length++] = at;
  }

  finish(text: string, sep: number): EncodedText {
    this.ids[this.length] = sep;
    this.offsets[this.length++] = -1;
    const [ids, offsets] = [this.ids.subarray(0, this.length), this.offsets.subarray(0, this.length)];
    const borders = this.borders.length > 0 ? { borders: this.borders } : {};
    return { text, ids, offsets, ends: null, ...borders, firstToken: 0 };
  }
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index); // NaN past the end
  return unit >= 0xdc00 && unit <= 0xdfff;
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
