import { z } from "zod";

const halfPair = /\p{Cs}/u;
/** C0 and C1: a terminal obeys them, PostgreSQL refuses U+0000. */
const control = /\p{Cc}/u;
/**
 * What is not seen, and makes two texts that look alike differ or one read otherwise: format characters (marks of direction, separators
 * of words and lines), whatever Unicode says to draw as nothing, blanks that are letters or symbols, code points that are
 * private or none yet. Signs before Arabic numbers count as format characters and are seen.
 */
const hidden = String.raw`(?![\u0600-\u0605\u06dd\u0890\u0891\u08e2\u{110bd}\u{110cd}])(?:[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}\u2028\u2029\u2800\u{1d159}]|\u{16fe4})`;
const variant = String.raw`(?:\p{Emoji_Modifier}|\ufe0e|\ufe0f)`;
const emoji = String.raw`(?:[0-9#*]\ufe0f?\u20e3|\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,7}\u{e007f}|(?![0-9#*])\p{Emoji}${variant}?)`;
/** Letters that join the next one, and what breaks that join (RFC 5892, A.1). After others nothing would be seen of it. */
const arabic = String.raw`(?![\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef])(?=\p{L})\p{Script=Arabic}\p{Mn}*\u200c(?=\p{Script=Arabic})`;
/** After a virama joiners choose how the letter is drawn (RFC 5892, A.1 and A.2); in two scripts also before it. */
const indic = String.raw`(?:\u094d|\u09cd|\u0a4d|\u0acd|\u0b4d|\u0bcd|\u0c4d|\u0ccd|\u0d4d|\u0dca|\u1039|\u17d2)(?:\u200d|\u200c(?=\p{L}))|[\u09b0\u0cb0]\u200d(?=\u09cd|\u0ccd)`;
const mongolian = String.raw`[\u1820-\u18aa](?:[\u180b-\u180d]|\u180f|\u180e(?=[\u1820\u1821]))`;
/** What needs hidden characters to be drawn; elsewhere none of them is needed. */
const needing = `${emoji}(?:\\u200d${emoji})*|${arabic}|${indic}|${mongolian}`;
/** Its group holds one hidden character that nothing needs. */
const hiddenOnes = new RegExp(`${needing}|(${hidden})`, "gu");
/** Marks heaped on one letter run over the lines above and below; scripts that are written need fewer. */
const heap = /\p{M}{9,}/u;
/** Something to see: not format characters, spaces, marks and fillers alone. */
const visible = /[^\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0]/u;

/** The same for callers, as classes of a pattern that every language reads: without `\p{…}`, and of the basic plane alone. */
const refused = String.raw`\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff`;
const unseen = String.raw`\s\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0600-\u0605\u0610-\u061c\u064b-\u065f\u0670\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u2000-\u200f\u2028-\u202f\u205f-\u206f\u20d0-\u20ff\u3000\u3164\ue000-\uf8ff\ufe00-\ufe2f\ufeff\uffa0\ufff0-\uffff`;

type TextOptions = {
  /** Of its kind, for the message: `a name`. */
  what: string;
  /** Most code points. */
  max: number;
};

/**
 * A name, a reason or another free text that reaches us: trimmed, 1 to `max` code points, well-formed Unicode with something to
 * see, without control characters and without hidden ones that no emoji and no script needs. Whatever it breaks otherwise (a
 * database row, a log, a terminal, the eye of who approves a change) breaks far from here.
 */
export function plainText({ what, max }: TextOptions) {
  return z
    .string()
    .trim()
    .check((ctx) => {
      const message = problemOf(ctx.value, { what, max });
      if (message !== null) ctx.issues.push({ code: "custom", message, input: ctx.value });
    })
    .meta({ minLength: 1, maxLength: max, pattern: `^[^${refused}]*[^${unseen}${refused}][^${refused}]*$` });
}

/** An array in which nothing stands twice; callers read it in the schema too. */
export function eachOnce<T extends z.ZodArray>(array: T) {
  return array
    .refine((all) => new Set(all).size === all.length, "expected each once")
    .meta({ uniqueItems: true });
}

/** An id as anything of ours has it; more is said by looking it up. */
export const AnyId = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, "expected an id");

/**
 * What a program says of itself (an error's words, a version): kept, cut to `max` UTF-16 units, with a space for each control
 * character and U+FFFD for half a pair. An agent is not refused for what a library of its put into a message.
 */
export function toldText(max: number) {
  return z.string().overwrite((text) => toPlain(text.slice(0, max)));
}

/** The text without control characters and halves of pairs, for a place that cannot hold them. */
function toPlain(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd").replace(/\p{Cc}/gu, " ");
}

/** Every control character and needless hidden one replaced: on a terminal they move the cursor, or rewrite lines. */
export function replaceUnprintable(text: string, replaced: (character: string) => string): string {
  const printable = text.replace(hiddenOnes, (found: string, alone?: string) =>
    alone === undefined ? found : replaced(alone),
  );
  return printable.replace(/\p{Cc}/gu, replaced);
}

/** The text with what is unprintable as `\u{…}`. */
export function toVisible(text: string): string {
  const plain = text.replace(/\p{Cs}/gu, "\ufffd");
  return replaceUnprintable(plain, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}

function hiddenIn(text: string): string | undefined {
  return [...text.matchAll(hiddenOnes)].find(([, alone]) => alone !== undefined)?.[1];
}

function problemOf(text: string, { what, max }: TextOptions): string | null {
  if (text === "") return `expected ${what}`;
  if (halfPair.test(text)) return `expected ${what} in Unicode, found half a surrogate pair`;
  const found = control.exec(text)?.[0] ?? hiddenIn(text);
  if (found !== undefined) {
    const kind = control.test(found) ? "control" : "hidden";
    return `expected ${what} without ${kind} characters, found ${nameOf(found)}`;
  }
  if (heap.test(text)) return `expected ${what} with at most 8 marks on a letter, found more`;
  if (!visible.test(text)) return `expected ${what}, found nothing that can be seen`;
  const length = [...text].length;
  return length > max ? `expected at most ${max} characters, found ${length}` : null;
}

function nameOf(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}
