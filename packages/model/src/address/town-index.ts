import type { Town, TownRow } from "./division-rows.ts";
import { parseTowns } from "./division-rows.ts";
import type { Division } from "./divisions.ts";

/** A town with the district that it is in, or the city where that has no districts. */
export interface TownPlace extends Town {
  readonly division: Division;
  /** The text is its full name, not only the name without its suffix or with another one. */
  readonly isExact: boolean;
}

const SUFFIX = /(?<=..)(?:街道|[镇乡区])$/u;
const AFTER = /^(?:街道|[镇乡]|)(?= |$)/u;

/**
 * 44,000 towns as the lines of the file: an object for each would take 20 times the memory, and building them longer than
 * any look-up. A look-up is a search through one string of 0.6 MB, ~0.1 ms.
 */
export class TownIndex {
  readonly #text: string;
  readonly #rows: readonly TownRow[];
  readonly #starts: readonly number[];
  readonly #placeOf: (key: string) => Division | undefined;

  constructor(rows: readonly TownRow[], placeOf: (key: string) => Division | undefined) {
    let at = 0;
    this.#rows = rows;
    this.#starts = rows.map(({ towns }) => (at += towns.length + 1) - towns.length - 1);
    this.#text = rows.map(({ towns }) => towns).join("\n");
    this.#placeOf = placeOf;
  }

  /** Towns with exactly that name; if there is none, those whose name differs only in 街道, 镇 or 乡. */
  find(text: string): TownPlace[] {
    const stem = text.replace(SUFFIX, "");
    if (stem.length < 2 || /[\s:\n-]/u.test(stem)) return [];
    const found = new Map<TownRow, TownPlace[]>();
    for (let at = this.#text.indexOf(stem); at >= 0; at = this.#text.indexOf(stem, at + 1)) {
      if (!this.#isName(at, stem)) continue;
      const row = this.#rowAt(at);
      if (row && !found.has(row)) found.set(row, this.#placesIn(row, stem, text));
    }
    const places = [...found.values()].flat();
    const exact = places.filter(({ isExact }) => isExact);
    return exact.length > 0 ? exact : places;
  }

  #isName(at: number, stem: string): boolean {
    const before = at === 0 ? "\n" : this.#text.charAt(at - 1);
    if (!/[\s:-]/u.test(before)) return false;
    const after = this.#text.slice(at + stem.length, at + stem.length + 3);
    return AFTER.test(after.split("\n")[0] ?? "");
  }

  #rowAt(at: number): TownRow | undefined {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return this.#rows[low];
  }

  #placesIn(row: TownRow, stem: string, text: string): TownPlace[] {
    const division = this.#placeOf(row.key);
    if (!division) return [];
    return parseTowns(row)
      .filter(({ name }) => name.startsWith(stem) && AFTER.test(name.slice(stem.length)))
      .map((town) => ({ ...town, division, isExact: town.name === text }));
  }
}
