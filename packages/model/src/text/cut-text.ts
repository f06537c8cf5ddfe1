import { cutBareLabels, cutLabels } from "./cut-labels.ts";
import { cutMarkup } from "./cut-markup.ts";
import { cutNames } from "./cut-names.ts";
import { cutPhones } from "./cut-phones.ts";
import { cutPostcodes } from "./cut-postcodes.ts";
import { foldCharacters } from "./fold-characters.ts";
import type { Cut } from "./text-draft.ts";
import { GONE, TextDraft } from "./text-draft.ts";

/** Without any of these nothing can be cut. Nearly every plain address ends here. */
const SUSPECT =
  /\d{6}|\d{3}[-\s.)]+\d{3}|[*xX•]{3}|[:=<{"[&@\\\n\r\t]|收|电话|手机|座机|固话|号码|地址|姓名|联系|邮编|邮政|[寄发送]到|谢|[\s,;|/_]/u;

const MAYBE_EMOJI = /[©®\u200b-\u33ff]|\ufe0f|[\u{1f000}-\u{1faff}]/u;
const EMOJI =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200b|\u200c|\u200d|\ufe0f/gu;

/**
 * Names, phones, postcodes, form labels and markup of a text, in text order: what shops have around an address. Pure, by
 * rules alone. What may be part of an address stays.
 */
export function cutText(text: string): readonly Cut[] {
  if (latest.text !== text) latest = { text, cuts: findCuts(text) };
  return latest.cuts;
}

/** Contact, rest and rooms of one text ask one after the other. */
let latest: { readonly text: string; readonly cuts: readonly Cut[] } = { text: "", cuts: [] };

function findCuts(text: string): readonly Cut[] {
  const folded = foldCharacters(text);
  if (!SUSPECT.test(folded)) return [];
  const hasEmoji = MAYBE_EMOJI.test(folded);
  const draft = new TextDraft(
    hasEmoji ? folded.replace(EMOJI, (found) => GONE.repeat(found.length)) : folded,
  );
  cutMarkup(draft);
  const values = cutLabels(draft);
  cutPhones(draft, values);
  cutPostcodes(draft, values);
  cutNames(draft, [...values, ...cutBareLabels(draft)]);
  return draft.cuts.length === 0 ? [] : draft.finish();
}
