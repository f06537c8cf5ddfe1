/** What BERT's basic tokenizer makes of a character: nothing, a word boundary, a word of its own, or part of a word. */
export type CharacterRole = "dropped" | "space" | "alone" | "joined";

const SPACE = /^[\t\n\r\p{Zs}\p{Zl}\p{Zp}]$/u;
const DROPPED = /^[\0\ufffd\p{C}]$/u;
// ASCII symbols count as punctuation although Unicode classes some of them otherwise.
const PUNCTUATION = /^[!-/:-@[-`{-~\p{P}]$/u;

const HAN_BLOCKS: readonly (readonly [first: number, last: number])[] = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2ceaf],
  [0x2f800, 0x2fa1f],
];

/** The role of one code point, given as a string. */
export function characterRole(ch: string): CharacterRole {
  if (SPACE.test(ch)) return "space";
  if (DROPPED.test(ch)) return "dropped";
  const code = ch.codePointAt(0) ?? 0;
  if (HAN_BLOCKS.some(([first, last]) => code >= first && code <= last)) return "alone";
  return PUNCTUATION.test(ch) ? "alone" : "joined";
}

/** Lower case without accents; one character may become several, or none. */
export function lowerWithoutAccents(ch: string): string {
  return ch
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");
}
