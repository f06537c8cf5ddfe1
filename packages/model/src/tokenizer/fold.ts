import type { Preprocess } from "../version/preprocess.ts";

/** Folds one code point given as a string; the result stays one token to look up. */
export function foldCharacter(
  ch: string,
  rules: Pick<Preprocess, "foldFullWidth" | "foldDigits" | "foldLetters" | "lowerCase">,
): string {
  const code = ch.codePointAt(0) ?? 0;
  let out = rules.foldFullWidth && code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : ch;
  if (rules.foldDigits && out >= "0" && out <= "9") out = "0";
  else if (rules.foldLetters && /^[A-Za-z]$/u.test(out)) out = "A";
  return rules.lowerCase ? out.toLowerCase() : out;
}
