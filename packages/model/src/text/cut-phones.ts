import type { LabelledValue } from "./cut-labels.ts";
import { PHONE_LABEL } from "./label-words.ts";
import type { TextDraft } from "./text-draft.ts";

const COUNTRY = String.raw`(?:(?:\(?(?:\+|00)\s?)?86\)?[-\s]?)?`;
const AREA = String.raw`(?:10|2\d|[3-9]\d{2})`;
/** 转1234, 分机 801, ext. 22, -1234, [1234]: also virtual numbers have one. */
const EXTENSION = String.raw`(?:\s*(?:转接?|分机号?|[Ee]xt\.?|[x#_-])\s*\d{1,6}(?![-\d])|\s?[[(]\d{3,6}[\])])?`;
const NO_DIGIT_BEFORE = String.raw`(?<![\d*])`;
/** A number of a house, a room or a road is no phone, however long. */
const NO_ADDRESS_BEHIND = String.raw`(?![\d*])(?!\s?[号室弄幢栋座楼层米])`;

/** Each with the sign without which it can't match: this runs for every text with digits. */
const PHONES = (
  [
    [/1[3-9]/u, String.raw`${COUNTRY}1[3-9]\d[-\s.]?\d{4}[-\s.]?\d{4}${EXTENSION}`],
    [/[*•xX]{3}/u, String.raw`${COUNTRY}1[3-9]\d?[-\s]?(?:[*•]{3,9}|[xX]{4,8})[-\s]?\d{0,4}${EXTENSION}`],
    [/[*•]{3}/u, String.raw`\(?0\d{2,3}\)?[-\s]?[*•]{3,8}\d{0,4}`],
    [/0[1-9]\d/u, String.raw`(?:(?:\+|00)?86[-\s]?)?\(?0${AREA}\)?[-\s]?\d{3,4}[-\s]?\d{4}${EXTENSION}`],
    [/(?:\+|00)86/u, String.raw`(?:\+|00)86[-\s]?\(?${AREA}\)?[-\s]?\d{3,4}[-\s]?\d{4}${EXTENSION}`],
    [/[48]00/u, String.raw`[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}${EXTENSION}`],
    [/\+|00/u, String.raw`(?:\+|00)(?!86)\d{1,3}[-\s]?\d{2,4}(?:[-\s]?\d{3,4}){1,2}`],
  ] as const
).map(([sign, pattern]) => {
  return [sign, new RegExp(`${NO_DIGIT_BEFORE}(?:${pattern})${NO_ADDRESS_BEHIND}`, "gu")] as const;
});
/** Behind a label also without an area code. */
const LABELLED = new RegExp(String.raw`^[\s"':(]*(\d[\d\s-]{5,14}\d${EXTENSION})${NO_ADDRESS_BEHIND}`, "u");
const GLUED = new RegExp(String.raw`(?:${PHONE_LABEL})\s*(?:是|为)?[.:]?\s*(?=\0)`, "gu");
const GLUED_NUMBER = new RegExp(
  String.raw`(${PHONE_LABEL})\s*(?:是|为)?[.:]?\s*(\d{3,4}[-\s]?\d{4}${EXTENSION})${NO_ADDRESS_BEHIND}`,
  "gu",
);

/** Without these the slower patterns can't match; they keep the pass cheap. */
const PHONELIKE = /\d[\d\s().+*•xX-]{6}/u;
const LABEL_BEFORE_NUMBER = /[话机号码式lLeE]\s*(?:是|为)?[.:]?\s*\d{3,4}[-\s]?\d{4}/u;
const LABEL_BEFORE_PHONE = /[话机号码式lLeE]\s*(?:是|为)?[.:]?\s*\0/u;

/** Cuts phones with the words that name them: mobile, landline, service and foreign numbers, masked and virtual ones. */
export function cutPhones(draft: TextDraft, values: readonly LabelledValue[]): void {
  if (PHONELIKE.test(draft.text)) {
    for (const [sign, pattern] of PHONES) if (sign.test(draft.text)) draft.cutAll("phone", pattern);
  }
  for (const { kind, start } of values) {
    const number = kind === "phone" ? LABELLED.exec(draft.text.slice(start)) : null;
    if (number?.[1] === undefined) continue;
    const from = start + number[0].indexOf(number[1]);
    draft.cut("phone", from, from + number[1].length);
  }
  if (LABEL_BEFORE_NUMBER.test(draft.text)) cutGluedNumbers(draft);
  if (LABEL_BEFORE_PHONE.test(draft.text)) draft.cutAll("label", GLUED);
}

function cutGluedNumbers(draft: TextDraft): void {
  for (const { 0: found, 1: label = "", 2: number = "", index } of draft.text.matchAll(GLUED_NUMBER)) {
    draft.cut("label", index, index + label.length);
    draft.cut("phone", index + found.length - number.length, index + found.length);
  }
}
