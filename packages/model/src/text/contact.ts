import { cutText } from "./cut-text.ts";
import type { CutKind } from "./text-draft.ts";

/** A piece of a text as typed; offsets are code points, `end` exclusive. */
export interface TextPiece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Whom and how to reach: what the text pass found around an address. */
export interface Contact {
  readonly name: TextPiece | null;
  readonly phones: readonly TextPiece[];
  readonly postcode: TextPiece | null;
}

/** The receiver's name, all phones in text order and the postcode of a text. Pure; never throws. */
export function contactOf(text: string): Contact {
  const codePointAt = codePointCounter(text);
  const cuts = cutText(text);
  const piecesOf = (kind: CutKind): TextPiece[] =>
    cuts
      .filter((cut) => cut.kind === kind)
      .map(({ start, end }) => trimmed(text.slice(start, end), codePointAt(start)));
  const [[name = null], phones, [postcode = null]] = [
    piecesOf("name"),
    piecesOf("phone"),
    piecesOf("postcode"),
  ];
  return { name, phones, postcode };
}

/**
 * Every piece of a text that is no element, in text order, so that nothing typed is lost: contacts, labels, rooms that
 * the tagger does not know. White space at the edges is left out of a piece.
 * @param elements of this text, in text order.
 */
export function restOf(text: string, elements: readonly Pick<TextPiece, "start" | "end">[]): TextPiece[] {
  const characters = Array.from(text);
  const gaps = [...elements, { start: characters.length, end: characters.length }].map(({ start }, i) => ({
    start: elements[i - 1]?.end ?? 0,
    end: start,
  }));
  return gaps
    .map(({ start, end }) => trimmed(characters.slice(start, end).join(""), start))
    .filter((piece) => piece.text !== "");
}

/** White space is one code point a code unit. */
function trimmed(typed: string, start: number): TextPiece {
  const text = typed.trim();
  const from = start + typed.length - typed.trimStart().length;
  return { text, start: from, end: from + Array.from(text).length };
}

/** Code points in front of a code unit. */
function codePointCounter(text: string): (unit: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (unit) => unit;
  return (unit) => Array.from(text.slice(0, unit)).length;
}
