/** What a piece of text is that belongs to no address. */
export type CutKind = "name" | "phone" | "postcode" | "label" | "markup" | "other";

/** A piece cut out; `start` and `end` count code units of the text. */
export interface Cut {
  readonly kind: CutKind;
  readonly start: number;
  readonly end: number;
}

/** Stands for every code unit that was cut out, and belongs to no text. */
export const GONE = "\u0000";
/** Ends a value, for use between brackets of a pattern; white space aside. */
export const BORDERS = String.raw`\0\n\r\t,;|:=<>{}()\[\]"'。&@^$%★☆●◆■▪`;
/** Behind a border or white space, or at the beginning. */
export const AT_START = String.raw`(?<![^\s${BORDERS}、/\\_~])`;
/** Before a border or white space, or at the end. */
export const AT_END = String.raw`(?![^\s${BORDERS}、/\\_~])`;

/** A run between borders and white space. */
export interface Segment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A folded text from which one pass after the other cuts; what is gone is a border to the next. */
export class TextDraft {
  readonly cuts: Cut[] = [];

  constructor(public text: string) {}

  cut(kind: CutKind, start: number, end: number): void {
    if (end <= start) return;
    this.cuts.push({ kind, start, end });
    this.text = this.text.slice(0, start) + GONE.repeat(end - start) + this.text.slice(end);
  }

  /** Cuts all matches of a global pattern. */
  cutAll(kind: CutKind, pattern: RegExp): void {
    for (const { 0: found, index } of this.text.matchAll(pattern))
      this.cut(kind, index, index + found.length);
  }

  has(kind: CutKind): boolean {
    return this.cuts.some((cut) => cut.kind === kind);
  }

  segments(): Segment[] {
    return Array.from(this.text.matchAll(SEGMENT), ({ 0: text, index }) => ({
      ...{ text, start: index, end: index + text.length },
    }));
  }

  /** In text order, with the separators that stood beside a piece. */
  finish(): Cut[] {
    const finished: Cut[] = [];
    for (const { kind, start, end } of this.cuts.sort((a, b) => a.start - b.start)) {
      let [from, until] = [start, end];
      while (from > (finished.at(-1)?.end ?? 0) && SEPARATORS.includes(this.text.charAt(from - 1))) from--;
      while (until < this.text.length && SEPARATORS.includes(this.text.charAt(until))) until++;
      const around: Cut[] = [
        { kind: "markup", start: from, end: start },
        { kind, start, end },
        { kind: "markup", start: end, end: until },
      ];
      finished.push(...around.filter((cut) => cut.end > cut.start));
    }
    return finished;
  }
}

const SEPARATORS = "/\\_~、+&@*•^$%★☆●◆■▪-";
const SEGMENT = new RegExp(String.raw`[^\s${BORDERS}、/\\_~]+`, "gu");
