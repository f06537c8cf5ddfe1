import type { LabelledValue } from "./cut-labels.ts";
import { valueAt } from "./cut-labels.ts";
import { isPersonalName, PROVINCE, splitName, startsWithProvince } from "./personal-names.ts";
import type { Segment, TextDraft } from "./text-draft.ts";
import { AT_END, AT_START, GONE } from "./text-draft.ts";

/** 收, (收), 亲收 behind the name or the whole. */
const RECEIVES = /(?:亲收|签收|收件|收货|收)$/u;
/** A code of platforms that hide the phone: [8823]. */
const CODE = /[[(]\d{4}[\])]/gu;

/** Cuts the receiver's name and what says that it is one. */
export function cutNames(draft: TextDraft, values: readonly LabelledValue[]): void {
  for (const value of values) if (value.kind === "name") cutLabelled(draft, value);
  cutReceiving(draft);
  if (draft.has("phone")) {
    if (!draft.has("name")) cutBesidePhone(draft);
    draft.cutAll("markup", CODE);
  }
  if (!draft.has("name")) cutAtEdges(draft);
}

/** All that stands behind the label; behind a name and white space an address may follow. */
function cutLabelled(draft: TextDraft, label: LabelledValue): void {
  const value = valueAt(draft, label);
  if (!value) return;
  const text = value.text.trimEnd();
  const first = /^\S+/u.exec(text)?.[0] ?? "";
  if (startsWithProvince(text)) return;
  const isLatin = /^[A-Za-z .'-]+$/u.test(text);
  const name = isLatin ? text : (splitName(first) ?? (first.length <= NAME_LENGTH_MAX ? first : ""));
  draft.cut("name", value.start, value.start + name.length);
}

const NAME_LENGTH_MAX = 24;

/** 李明收, 李明（收）, … 收: a name in front of it and the word itself. */
function cutReceiving(draft: TextDraft): void {
  const segments = draft.segments();
  segments.forEach((segment, i) => {
    const word = RECEIVES.exec(segment.text)?.[0];
    if (word === undefined) return;
    const from = segment.end - word.length;
    const before: Segment | undefined =
      word === segment.text
        ? segments[i - 1]
        : { ...segment, end: from, text: segment.text.slice(0, -word.length) };
    const name = before && (latinName(draft.text, before.end, "before") ?? nameAtEnd(before));
    if (name) draft.cut("name", name.start, name.end);
    if (name || word === segment.text) draft.cut("label", from, segment.end);
  });
}

/** The segments on both sides of each phone, the one in front first. */
function cutBesidePhone(draft: TextDraft): void {
  const phones = draft.cuts.filter(({ kind }) => kind === "phone").sort((a, b) => a.start - b.start);
  const segments = draft.segments();
  for (const side of ["before", "behind"] as const) {
    for (const phone of phones) {
      const beside =
        side === "before"
          ? segments.findLast(({ end }) => end <= phone.start)
          : segments.find(({ start }) => start >= phone.end);
      const segment = beside && withoutDashes(beside, side);
      if (segment && cutWithin(draft, segment, side, phone)) return;
    }
  }
}

/** Where dashes part the pieces: …-李明-13800000000. The numbers of 3-2-501 stay together. */
function withoutDashes({ text, start, end }: Segment, side: "before" | "behind"): Segment {
  const part = (side === "before" ? /(?<=^|-)[^-\d]*(?=-*$)/u : /(?<=^-*)[^-\d]+(?=-|$)/u).exec(text);
  if (!part || !text.includes("-")) return { text, start, end };
  return { text: part[0], start: start + part.index, end: start + part.index + part[0].length };
}

function cutWithin(
  draft: TextDraft,
  { text, start, end }: Segment,
  side: "before" | "behind",
  phone: Range,
): boolean {
  const latin = latinName(draft.text, side === "before" ? end : start, side);
  if (latin) return cutName(draft, latin.start, latin.end);
  if (isPersonalName(text, { isBesideContact: true })) return cutName(draft, start, end);
  const isGlued =
    side === "before"
      ? isEmpty(draft.text.slice(end, phone.start))
      : isEmpty(draft.text.slice(phone.end, start));
  if (!isGlued) return false;
  const name = side === "before" ? nameAtEnd({ text, start, end }) : nameAtBeginning({ text, start, end });
  return name !== null && cutName(draft, name.start, name.end);
}

function cutName(draft: TextDraft, start: number, end: number): true {
  draft.cut("name", start, end);
  return true;
}

/** Nothing but what was cut already. */
function isEmpty(text: string): boolean {
  return text.replaceAll(GONE, "") === "";
}

/** Up to three capitalised Latin words that end or begin at `at`. */
function latinName(text: string, at: number, side: "before" | "behind"): Range | null {
  const found = (side === "before" ? LATIN_BEFORE : LATIN_BEHIND).exec(
    side === "before" ? text.slice(0, at) : text.slice(at),
  );
  if (!found) return null;
  const start = side === "before" ? at - found[0].length : at;
  return { start, end: start + found[0].length };
}

const LATIN_WORDS = String.raw`(?:Mr\.? |Ms\.? |Mrs\.? )?[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}`;
const LATIN_BEFORE = new RegExp(`${AT_START}${LATIN_WORDS}$`, "u");
const LATIN_BEHIND = new RegExp(`^${LATIN_WORDS}${AT_END}`, "u");

/** A name behind the end of an address: …969号李明, or the whole. */
function nameAtEnd({ text, start, end }: Segment): Range | null {
  if (isPersonalName(text, { isBesideContact: true })) return { start, end };
  for (const length of [3, 2, 4]) {
    const [address, name] = [text.slice(0, -length), text.slice(-length)];
    const isName = ADDRESS_END.test(address) && isPersonalName(name, { isBesideContact: true });
    if (isName) return { start: end - length, end };
  }
  return null;
}

/** A name in front of an address: 李明浙江省…, or the whole. */
function nameAtBeginning({ text, start }: Segment): Range | null {
  const name = splitName(text);
  return name === null ? null : { start, end: start + name.length };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const DIVISION_FIRST = new RegExp(
  String.raw`^(?:${PROVINCE}|\p{sc=Han}{2,6}?[省市区县州盟旗]\p{sc=Han}{3})`,
  "u",
);
const ADDRESS_NUMBER_END = /[号室楼层座栋幢元户院园厦房\dA-Za-z]$/u;
const ADDRESS_END =
  /[号室楼层座栋幢元户厦园村店场院校城区组房心部司技口路街道镇乡寓库局站处旁边面侧\dA-Za-z]$/u;

/** The first and the last piece; without a phone only names that are hardly anything else. */
function cutAtEdges(draft: TextDraft): void {
  const segments = draft.segments();
  const [first, last] = [segments[0], segments.at(-1)];
  const isBesideContact = draft.has("phone");
  if (!first || !last || (segments.length < 2 && !isBesideContact)) return;
  const isBeforeAddress = DIVISION_FIRST.test(segments[1]?.text ?? "");
  const isBehindAddress = ADDRESS_NUMBER_END.test(segments.at(-2)?.text ?? "");
  for (const { text, start, end } of [last, first]) {
    const isLast = end === last.end;
    const latin = isBesideContact && isLast ? latinName(draft.text, end, "before") : null;
    if (latin) return draft.cut("name", latin.start, latin.end);
    if (!isBesideContact && !(isLast ? isBehindAddress : isBeforeAddress)) continue;
    const hints = { isBesideContact, isBeforeAddress: !isLast };
    if (isPersonalName(text, hints)) return draft.cut("name", start, end);
  }
  const glued = isBesideContact ? (nameAtEnd(last) ?? nameAtBeginning(first)) : null;
  if (glued) draft.cut("name", glued.start, glued.end);
}
