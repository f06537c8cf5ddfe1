/**
 * What a character is to the tagger behind the text pass: `space` has no token; `border` has none either and ends an
 * element, since no element of an address holds a comma, a bracket or an emoji; `token` is all else.
 */
export type TextRole = "token" | "space" | "border";

const BORDER = /^[\t\n\v\f\r\u0085\p{Zl}\p{Zp},;|:=<>(){}[\]"'`!，；：。！、《》〈〉「」『』【】〔〕“”‘’]$/u;
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator})$/u;
/** White space, and what has no width: joiners, variation selectors, byte order marks, control characters. */
const SPACE = /^[\s\p{Cc}\p{Cf}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]$/u;

/** The role of one code point, given as a string and folded. */
export function textRole(ch: string): TextRole {
  if (BORDER.test(ch) || EMOJI.test(ch)) return "border";
  return SPACE.test(ch) ? "space" : "token";
}
