import type { TownRow } from "./division-rows.ts";
import { parseTowns } from "./division-rows.ts";
import type { Division } from "./division.ts";
import { remembered } from "./remembered.ts";

/** A town's name with the district that it is in, or the city where that has no districts. */
export interface TownPlace {
  readonly name: string;
  readonly division: Division;
  /** The text is its full name, not only the name without its suffix or with another one. */
  readonly isExact: boolean;
}

const SUFFIX = /(?<=..)(?:街道|[镇乡区])$/u;
const BEFORE = new Set([" ", "\n", ":", "-"]);
const AFTER = /^(街道|[镇乡]|)(?:\s|$)/u;
/** No town's name is nearly as long; what is remembered stays small. */
const NAME_LENGTH_MAX = 40;

/**
 * 44,000 towns as the lines of the file: an object for each would take 20 times the memory, and building them longer than
 * any look-up. A look-up is a search through 0.6 MB, of one province through 20 KB.
 */
export class TownIndex {
  readonly #parts = new Map<Division, ProvinceTowns>();
  readonly #known = new Map<string, readonly TownPlace[]>();
  readonly #codes = new Map<TownPlace, string | null>();

  /** @param placeOf the division of a row's key. */
  constructor(rows: readonly TownRow[], placeOf: (key: string) => Division | undefined) {
    for (const row of rows) {
      const division = placeOf(row.key);
      const [province] = division?.path ?? [];
      if (!division || !province)
        throw new Error(`Divisions: the towns of ${row.key} belong to no division.`);
      const part = this.#parts.get(province) ?? { text: "", starts: [], keys: [], divisions: [] };
      part.starts.push(part.text.length);
      part.keys.push(row.key);
      part.divisions.push(division);
      part.text += `${row.towns}\n`;
      this.#parts.set(province, part);
    }
  }

  /** Towns with exactly that name; if there is none, those whose name differs only in 街道, 镇 or 乡. */
  find(text: string, provinces?: Iterable<Division>): readonly TownPlace[] {
    if (text.length > NAME_LENGTH_MAX) return [];
    const within = provinces ? [...provinces] : [];
    const key = within.reduce((before, { name }) => `${before} ${name}`, text);
    return remembered(this.#known, key, () => this.#search(text, provinces ? within : this.#parts.keys()));
  }

  /** Nine digits of the town; null without a source for them. */
  codeOf(town: TownPlace): string | null {
    return remembered(this.#codes, town, () => this.#findCode(town));
  }

  #findCode({ name, division }: TownPlace): string | null {
    const [province] = division.path;
    const part = province && this.#parts.get(province);
    const at = part?.divisions.indexOf(division) ?? -1;
    const key = part?.keys[at];
    if (!part || key === undefined) return null;
    const towns = part.text.slice(part.starts[at], part.text.indexOf("\n", part.starts[at]));
    return parseTowns({ key, towns }).find((town) => town.name === name)?.code ?? null;
  }

  #search(text: string, provinces: Iterable<Division>): TownPlace[] {
    const stem = text.replace(SUFFIX, "");
    if (stem.length < 2 || /[\s:-]/u.test(stem)) return [];
    const places = [...provinces].flatMap((province) => placesIn(this.#parts.get(province), stem, text));
    const exact = places.filter(({ isExact }) => isExact);
    return exact.length > 0 ? exact : places;
  }
}

interface ProvinceTowns {
  text: string;
  /** Where each row begins in the text. */
  readonly starts: number[];
  /** What the codes of the row's towns begin with. */
  readonly keys: string[];
  readonly divisions: Division[];
}

function placesIn(part: ProvinceTowns | undefined, stem: string, text: string): TownPlace[] {
  const places: TownPlace[] = [];
  if (!part) return places;
  for (let at = part.text.indexOf(stem); at >= 0; at = part.text.indexOf(stem, at + 1)) {
    if (at > 0 && !BEFORE.has(part.text.charAt(at - 1))) continue;
    const after = AFTER.exec(part.text.slice(at + stem.length, at + stem.length + 3));
    const division = part.divisions[rowAt(part.starts, at)];
    if (!after || !division) continue;
    const name = stem + (after[1] ?? "");
    // 乌镇 is all that people write of 乌镇镇, so another county's 乌镇 is not meant rather than that.
    places.push({ name, division, isExact: name === text || (name === `${text}镇` && text.endsWith("镇")) });
  }
  return places;
}

function rowAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low;
}
