import { z } from "zod";

const halfPair = /\p{Cs}/u;
/** C0 and C1: a terminal obeys them, PostgreSQL refuses U+0000. */
const control = /\p{Cc}/u;
/**
 * What is not seen and changes how the rest is read or stored: marks, embeddings, overrides and isolates of direction, separators of
 * lines and paragraphs, annotations, tags, code points that are no characters.
 */
const hidden = String.raw`\p{Bidi_Control}\u2028\u2029\u206a-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Noncharacter_Code_Point}`;
const hiddenOne = new RegExp(`[${hidden}]`, "u");
/** Marks heaped on one letter run over the lines above and below; scripts that are written need fewer. */
const heap = /\p{M}{9,}/u;
/** Something to see: not format characters, spaces, marks and fillers alone. */
const visible = /[^\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0]/u;

/** The same for callers, as classes of a pattern that every language reads: without `\p{…}`, and of the basic plane alone. */
const refused = String.raw`\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff`;
const unseen = String.raw`\s\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0600-\u0605\u0610-\u061c\u064b-\u065f\u0670\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u2000-\u200f\u2028-\u202f\u205f-\u206f\u20d0-\u20ff\u3000\u3164\ue000-\uf8ff\ufe00-\ufe2f\ufeff\uffa0\ufff0-\uffff`;

type TextOptions = {
  /** Of its kind, for the message: `a name`. */
  what: string;
  /** Most code points. */
  max: number;
};

/**
 * A name, a reason or another free text that reaches us: trimmed, 1 to `max` code points, well-formed Unicode with something to
 * see, without control characters and hidden ones, such as those that turn the direction of writing. Whatever it breaks otherwise (a
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

/** Every control character and hidden one, for `replace`: on a terminal they move the cursor, or rewrite lines. */
export const unprintable = new RegExp(String.raw`[\p{Cc}${hidden}]`, "gu");

/** The text with what is unprintable as `\u{…}`. */
export function toVisible(text: string): string {
  const plain = text.replace(/\p{Cs}/gu, "\ufffd");
  return plain.replace(unprintable, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}

function problemOf(text: string, { what, max }: TextOptions): string | null {
  if (text === "") return `expected ${what}`;
  if (halfPair.test(text)) return `expected ${what} in Unicode, found half a surrogate pair`;
  const [found] = control.exec(text) ?? hiddenOne.exec(text) ?? [];
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
