import type { TextDraft } from "./text-draft.ts";

const MARKUP = [
  /<!--.*?-->|<\/?[A-Za-z][^<>]*>|<!\[CDATA\[|\]\]>/gsu,
  /&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});/giu,
  // Escapes of JSON that nobody decoded.
  /\\(?:[nrtbf"'\\/]|u[0-9a-f]{4})/giu,
  /\b(?:null|undefined|true|false)\b/gu,
];
const OTHER = [
  /\bhttps?:\/\/[\w.~:/?#[\]@!$&'*+,;=%-]+/giu,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu,
  /(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[\sT]+\d{1,2}:\d{2}(?::\d{2})?(?!\d)/gu,
  // Order numbers and identity cards. Phones with a country's code stay below.
  /(?<![\d+])(?!86|0086|0\d{10,11}(?!\d))\d{14,}[Xx]?(?!\d)/gu,
];

/** Cuts tags, entities, escapes and literals, and web and mail addresses, times and order numbers. */
export function cutMarkup(draft: TextDraft): void {
  for (const pattern of MARKUP) draft.cutAll("markup", pattern);
  for (const pattern of OTHER) draft.cutAll("other", pattern);
}
