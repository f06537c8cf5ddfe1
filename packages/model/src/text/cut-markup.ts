import type { TextDraft } from "./text-draft.ts";

type Guarded = readonly [sign: RegExp, pattern: RegExp];

/** Each with the sign without which it can't match: this runs for every text. */
const MARKUP: readonly Guarded[] = [
  [/</u, /<!--.*?-->|<\/?[A-Za-z][^<>]*>|<!\[CDATA\[|\]\]>/gsu],
  [/&/u, /&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});/giu],
  // Escapes of JSON that nobody decoded.
  [/\\/u, /\\(?:[nrtbf"'\\/]|u[0-9a-f]{4})/giu],
  [/[ul]/u, /\b(?:null|undefined|true|false)\b/gu],
];
const OTHER: readonly Guarded[] = [
  [/:\/\//u, /\bhttps?:\/\/[\w.~:/?#[\]@!$&'*+,;=%-]+/giu],
  [/@/u, /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu],
  [/\d:/u, /(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[\sT]+\d{1,2}:\d{2}(?::\d{2})?(?!\d)/gu],
  // Order numbers and identity cards. Phones with a country's code stay below.
  [/\d{14}/u, /(?<![\d+])(?!86|0086|0\d{10,11}(?!\d))\d{14,}[Xx]?(?!\d)/gu],
];

/** Cuts tags, entities, escapes and literals, and web and mail addresses, times and order numbers. */
export function cutMarkup(draft: TextDraft): void {
  for (const [sign, pattern] of MARKUP) if (sign.test(draft.text)) draft.cutAll("markup", pattern);
  for (const [sign, pattern] of OTHER) if (sign.test(draft.text)) draft.cutAll("other", pattern);
}
