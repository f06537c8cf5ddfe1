import { readFile } from "node:fs/promises";
import { ModelError } from "../model-error.ts";

/** A labelled span in code points, end exclusive. */
export interface Span {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** A labelled address. */
export interface LabelledText {
  readonly text: string;
  readonly spans: readonly Span[];
}

const LINE = /^.+ (?:O|[BIES]-\S+)\s*$/u;

/**
 * Reads `token label` lines with blank lines between addresses; labels BIO or BIOES, a token may be several characters.
 * Types of the NAACL 2019 scheme become MGeo's.
 * @throws ModelError('bad-input') if it holds anything else, or nothing.
 */
export async function readConll(path: string): Promise<LabelledText[]> {
  const text = await readFile(path, "utf8");
  const odd = text.split("\n").findIndex((line) => line.trim() !== "" && !LINE.test(line));
  if (odd >= 0 || text.trim() === "") {
    const where = `${path}: line ${Math.max(0, odd) + 1}`;
    throw new ModelError("bad-input", `${where}: expected a token, a space and a BIO or BIOES label.`);
  }
  const blocks = text.split(/\r?\n\s*\r?\n/u);
  return blocks.filter((block) => block.trim() !== "").map(parseBlock);
}

function parseBlock(block: string): LabelledText {
  const spans: Span[] = [];
  let [text, end] = ["", 0];
  for (const line of block.split(/\r?\n/u)) {
    const cut = line.lastIndexOf(" ");
    if (cut < 0) continue;
    const [token, label] = [line.slice(0, cut), line.slice(cut + 1).trim()];
    const start = end;
    text += token;
    end += Array.from(token).length;
    const [prefix, type] = [label.charAt(0), scoredType(label.slice(2))];
    const last = spans.at(-1);
    const goesOn = (prefix === "I" || prefix === "E") && last?.end === start && last.type === type;
    if (goesOn) spans[spans.length - 1] = { ...last, end };
    else if (prefix !== "O" && type !== null) spans.push({ type, start, end });
  }
  return { text, spans };
}

/** Types of Neural Chinese Address Parsing (Li et al., NAACL 2019) under MGeo's names; null for what MGeo has no type for. */
const NAACL_TYPES: Readonly<Record<string, string | null>> = {
  devZone: "devzone",
  subRoad: "road",
  subroad: "road",
  subRoadno: "roadno",
  subroadno: "roadno",
  country: null,
  otherinfo: null,
  person: null,
  redundant: null,
  roomno: null,
};

/** The type to score an element of a labelled file under; null if it is none. */
function scoredType(type: string): string | null {
  return Object.hasOwn(NAACL_TYPES, type) ? (NAACL_TYPES[type] ?? null) : type;
}
