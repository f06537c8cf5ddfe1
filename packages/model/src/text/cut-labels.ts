import {
  ADDRESS_LABEL,
  CHINESE_LABEL,
  labelKind,
  type LabelKind,
  NAME_LABEL,
  NAME_LABEL_INSIDE,
} from "./label-words.ts";
import { PROVINCE } from "./personal-names.ts";
import { AT_END, AT_START, BORDERS, type TextDraft } from "./text-draft.ts";

/** Where the value of a form label begins. */
export interface LabelledValue {
  readonly kind: LabelKind;
  readonly start: number;
}

const WORD = String.raw`\p{sc=Han}(?:[ \t]+\p{sc=Han}){1,3}|[\p{sc=Han}/、]{1,16}|[A-Za-z][A-Za-z_.-]*(?: [A-Za-z_.-]+){0,3}`;
/** `"receiverName":`, `'phone' =>`, `收货人：`, `1. Name =`, 【收货人】 and so on. */
const QUOTED = new RegExp(String.raw`["']([A-Za-z_\p{sc=Han}][^"'\n]{0,30})["']\s*(?:=>|[:=])`, "gu");
const PLAIN = new RegExp(
  String.raw`${AT_START}(?:\d{1,2}[.、]\s*)?(${WORD})\s*(?:\([^()\n]{1,8}\)\s*)?[:=]`,
  "gu",
);
const BRACKETED = new RegExp(String.raw`\[(${WORD})\]`, "gu");
const INSIDE = new RegExp(String.raw`(${CHINESE_LABEL})\s*[:=]`, "gu");
/** A short name and nothing else: in 姓名路3号 the word is no label. */
const NAME_BEHIND = String.raw`(?=\s*(?!谢谢)\p{sc=Han}{2,4}(?:${AT_END}|${PROVINCE}))`;
const BARE_NAME = new RegExp(String.raw`${AT_START}(${NAME_LABEL})(?:是|为)?${NAME_BEHIND}`, "gu");
const INSIDE_NAME = new RegExp(String.raw`(${NAME_LABEL_INSIDE})${NAME_BEHIND}`, "gu");
const BARE_ADDRESS = new RegExp(
  String.raw`${AT_START}(${ADDRESS_LABEL})(?:是|为|在)?(?=\s*(?![村路镇乡街巷号楼])\p{sc=Han})`,
  "gu",
);
const SEND_TO = new RegExp(
  String.raw`${AT_START}(?:请|麻烦|帮忙?|帮我)*(?:邮寄|快递|发货|配送|寄|发|送)(?:到|至|往)(?=\s*\p{sc=Han})`,
  "gu",
);
/** Pieces of their own that no address has. */
const NOTES = new RegExp(
  String.raw`${AT_START}(?:(?:谢谢|多谢|感谢|谢了|辛苦了?|麻烦了?)(?:老板|店家|卖家|亲|您|你|啦|了|哦)*|微信同号|同微信|先生|女士|小姐|(?:收货|收件|寄件|快递|订单|联系)人?信息)${AT_END}`,
  "gu",
);

/** Cuts form labels, and of values that no address has the whole; says where the others begin. */
export function cutLabels(draft: TextDraft): LabelledValue[] {
  // The tests before each pattern keep it from texts that can't match: this runs for every text.
  if (/[,;|\t]/u.test(draft.text)) cutHeaderLines(draft);
  const values: LabelledValue[] = [];
  const cut = (pattern: RegExp, kindOf: (words: string) => LabelKind | null): void => {
    values.push(...cutKeys(draft, pattern, kindOf));
  };
  if (/["']/u.test(draft.text)) cut(QUOTED, (words) => labelKind(words) ?? "other");
  if (/[:=]/u.test(draft.text)) cut(PLAIN, labelKind);
  if (draft.text.includes("[")) cut(BRACKETED, labelKind);
  if (/[:=]/u.test(draft.text)) cut(INSIDE, labelKind);
  for (const { kind, start } of values) if (kind === "other") cutNumber(draft, start);
  return values;
}

/** Labels without a colon; phones have to be gone, so that a label behind one begins a piece. */
export function cutBareLabels(draft: TextDraft): LabelledValue[] {
  if (/址|所在地/u.test(draft.text)) cutKeys(draft, BARE_ADDRESS, () => "address");
  if (/[寄递货送发][到至往]/u.test(draft.text)) draft.cutAll("label", SEND_TO);
  if (/谢|辛苦|麻烦|微信|先生|女士|小姐|信息/u.test(draft.text)) draft.cutAll("other", NOTES);
  if (!/人|方|名/u.test(draft.text)) return [];
  return [BARE_NAME, INSIDE_NAME].flatMap((pattern) => cutKeys(draft, pattern, () => "name"));
}

function cutKeys(
  draft: TextDraft,
  pattern: RegExp,
  kindOf: (words: string) => LabelKind | null,
): LabelledValue[] {
  const values: LabelledValue[] = [];
  for (const { 0: found, 1: words = "", index } of draft.text.matchAll(pattern)) {
    const kind = kindOf(words.trim());
    const end = index + found.length;
    if (kind === null) continue;
    draft.cut("label", index, end);
    values.push({ kind, start: end });
  }
  return values;
}

/** The value of an order number, a quantity and the like; words may belong to the address. */
function cutNumber(draft: TextDraft, start: number): void {
  const value = /^\s*["']?([\w.@-]*\d[\w.@-]*)/u.exec(draft.text.slice(start));
  if (value?.[1] === undefined) return;
  const from = start + value[0].length - value[1].length;
  draft.cut("other", from, from + value[1].length);
}

/** The first line of a table: nothing but labels. */
function cutHeaderLines(draft: TextDraft): void {
  for (const { 0: line, index } of draft.text.matchAll(/[^\r\n]+/gu)) {
    const cells = line.split(/[,;|\t]/u).map((cell) => cell.trim().replace(/^["']|["']$/gu, ""));
    const isHeader = cells.length > 1 && cells.every((cell) => labelKind(cell) !== null);
    if (isHeader) draft.cut("label", index, index + line.length);
  }
}

/** The labelled value that begins at or shortly behind a label, up to the next border. */
export function valueAt(draft: TextDraft, { start }: LabelledValue): { start: number; text: string } | null {
  const found = VALUE.exec(draft.text.slice(start));
  return found?.[1] === undefined
    ? null
    : { start: start + found[0].length - found[1].length, text: found[1] };
}

const VALUE = new RegExp(String.raw`^[\s"'(\[]*([^${BORDERS}]+)`, "u");
