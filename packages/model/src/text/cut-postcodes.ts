import type { LabelledValue } from "./cut-labels.ts";
import { AT_END, AT_START, type TextDraft } from "./text-draft.ts";

/** 000000 is what platforms fill in. */
const CODE = String.raw`(?:0{6}|(?:0[1-7]|[1-8]\d)\d{4})`;
const LABELLED = new RegExp(String.raw`^[\s"':(]*(${CODE})(?!\d)`, "u");
const NAMED = new RegExp(String.raw`(邮政编码|邮编)(?:是|为)?\s*(${CODE})(?!\d)`, "gu");
/** Six digits that stand alone; a room's behind a floor or building: 5号楼 120301. */
const ALONE = new RegExp(
  String.raw`${AT_START}(?<![楼层栋幢座元室][\s(,、/-]*)(${CODE})${AT_END}(?!\s*[号室弄幢栋座楼层])`,
  "gu",
);
/** Glued in front of the whole: 310000浙江省杭州市. */
const LEADING = new RegExp(
  String.raw`^\s*(${CODE})(?=[\p{sc=Han}]{2,}?[省市区县])(?![号室弄幢栋座楼层路国省县乡])`,
  "gu",
);

/** Cuts postcodes: labelled ones, and six digits that stand alone or before a province. */
export function cutPostcodes(draft: TextDraft, values: readonly LabelledValue[]): void {
  if (!/\d{6}/u.test(draft.text)) return;
  for (const { kind, start } of values) {
    const code = kind === "postcode" ? LABELLED.exec(draft.text.slice(start)) : null;
    if (code?.[1] === undefined) continue;
    const end = start + code[0].length;
    draft.cut("postcode", end - code[1].length, end);
  }
  for (const { 0: found, 1: label = "", index } of draft.text.matchAll(NAMED)) {
    draft.cut("label", index, index + label.length);
    draft.cut("postcode", index + found.length - 6, index + found.length);
  }
  if (!draft.has("postcode")) for (const pattern of [ALONE, LEADING]) draft.cutAll("postcode", pattern);
}
