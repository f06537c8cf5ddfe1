import { characterRole, lowerWithoutAccents } from "./bert-characters.ts";
import type { EncodedText } from "./encoded-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Longer words are [UNK], as in the reference. */
const WORD_LENGTH_MAX = 100;

/**
 * Tokenises the raw text as BertTokenizer does: Han characters and punctuation alone, other runs cut into the longest
 * pieces of the vocabulary. Unlike there, every word knows where it stands, also what is [UNK] or had an accent, and a
 * special token's name typed in the text is only text.
 */
export function wordPieceEncoder(vocabulary: Vocabulary, lowerCase: boolean): (text: string) => EncodedText {
  const { idOf, unk } = vocabulary;
  const normalise = lowerCase ? lowerWithoutAccents : (ch: string) => ch;
  // Nearly all of an address is Han: one look-up each. -1: not a word of its own.
  const aloneIds = Int32Array.from({ length: 0x10000 }, (_, unit) => {
    const ch = String.fromCharCode(unit);
    return characterRole(ch) === "alone" ? (idOf(normalise(ch)) ?? unk) : -1;
  });

  return (text) => {
    const row = new RowBuilder(vocabulary);
    let at = 0;
    for (const ch of text) {
      const alone = ch.length === 1 ? (aloneIds[ch.charCodeAt(0)] as number) : -1;
      if (alone >= 0) row.addWord(alone, at);
      else addCharacter(row, ch, at);
      at++;
    }
    return row.finish(text);
  };

  function addCharacter(row: RowBuilder, ch: string, at: number): void {
    const role = characterRole(ch);
    if (role === "space") row.closeWord();
    else if (role === "alone") row.addWord(idOf(normalise(ch)) ?? unk, at);
    else if (role === "joined") {
      const parts = Array.from(normalise(ch));
      // A lone accent belongs to the letter before it.
      if (parts.length === 0) row.extendWord(at);
      for (const part of parts) {
        if (characterRole(part) === "alone") row.addWord(idOf(part) ?? unk, at);
        else row.addPart(part, at);
      }
    }
  }
}

class RowBuilder {
  private readonly ids: number[];
  private readonly offsets: number[] = [-1];
  private readonly ends: number[] = [-1];
  private word: string[] = [];
  private wordStart = 0;
  private wordEnd = 0;

  constructor(private readonly vocabulary: Vocabulary) {
    this.ids = [vocabulary.cls];
  }

  /** A whole word of one code point. */
  addWord(id: number, at: number): void {
    this.closeWord();
    this.push(id, at, at + 1);
  }

  addPart(part: string, at: number): void {
    if (this.word.length === 0) this.wordStart = at;
    this.word.push(part);
    this.wordEnd = at + 1;
  }

  extendWord(at: number): void {
    if (this.word.length > 0) this.wordEnd = at + 1;
  }

  closeWord(): void {
    if (this.word.length === 0) return;
    const pieces = piecesOf(this.word, this.vocabulary);
    pieces.forEach((id, i) => this.push(id, i === 0 ? this.wordStart : -1, this.wordEnd));
    this.word = [];
  }

  finish(text: string): EncodedText {
    this.closeWord();
    this.push(this.vocabulary.sep, -1, -1);
    const ids = Int32Array.from(this.ids);
    const [offsets, ends] = [Int32Array.from(this.offsets), Int32Array.from(this.ends)];
    return { text, ids, offsets, ends, firstToken: 0 };
  }

  private push(id: number, start: number, end: number): void {
    this.ids.push(id);
    this.offsets.push(start);
    this.ends.push(end);
  }
}

/** Greedy longest match; one part without a match makes the whole word [UNK]. */
function piecesOf(word: readonly string[], { idOf, unk }: Vocabulary): number[] {
  if (word.length > WORD_LENGTH_MAX) return [unk];
  const pieces: number[] = [];
  for (let from = 0; from < word.length;) {
    let until = word.length;
    let id: number | undefined;
    for (; until > from; until--) {
      id = idOf((from > 0 ? "##" : "") + word.slice(from, until).join(""));
      if (id !== undefined) break;
    }
    if (id === undefined) return [unk];
    pieces.push(id);
    from = until;
  }
  return pieces;
}
