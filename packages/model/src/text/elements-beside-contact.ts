import { cutText } from "./cut-text.ts";
import type { CutKind } from "./text-draft.ts";

/** Text at these is nobody's address; separators and markup may be inside one. */
const NO_ADDRESS: ReadonlySet<CutKind> = new Set(["name", "phone", "postcode", "label"]);

interface Tagged {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The elements without what the text pass takes for a contact or a form label (road=李明): of an element that holds some,
 * its longest other piece. Versions with a text pass have no such elements, and get the same ones back.
 * @param elements of this text, in text order; offsets are code points.
 */
export function elementsBesideContact<T extends Tagged>(text: string, elements: readonly T[]): readonly T[] {
  const cuts = cutText(text).filter(({ kind }) => NO_ADDRESS.has(kind));
  if (cuts.length === 0 || elements.length === 0) return elements;
  const characters = Array.from(text);
  const isCut = new Uint8Array(characters.length);
  let unit = 0;
  characters.forEach((character, i) => {
    if (cuts.some(({ start, end }) => start <= unit && unit < end)) isCut[i] = 1;
    unit += character.length;
  });
  return elements.flatMap((element) => {
    const piece = longestPiece(element, isCut);
    if (piece.start === element.start && piece.end === element.end) return [element];
    const typed = characters.slice(piece.start, piece.end).join("");
    return typed.trim() === "" ? [] : [{ ...element, ...piece, text: typed }];
  });
}

function longestPiece({ start, end }: Tagged, isCut: Uint8Array): { start: number; end: number } {
  let best = { start, end: start };
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && isCut[at] === 0) continue;
    if (at - from > best.end - best.start) best = { start: from, end: at };
    from = at + 1;
  }
  return best;
}
