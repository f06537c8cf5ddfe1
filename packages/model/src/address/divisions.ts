import { lookUpKey, otherNames, shortName } from "./division-names.ts";
import { RENAMED_DIVISIONS } from "./renamed-divisions.ts";

export type DivisionLevel = "province" | "city" | "district";

/** A province, city or district. */
export interface Division {
  readonly name: string;
  readonly level: DivisionLevel;
  /** A second name of its own, such as that of the island it covers. */
  readonly alias: string | null;
  /** Six digits; below the provinces of Hong Kong, Macau and Taiwan that of the province, finer ones are not in the data. */
  readonly adcode: string;
  /** The division above. A municipality's districts and a county directly under a province have the province here. */
  readonly parent: Division | null;
  readonly children: readonly Division[];
  /**
   * `municipality`: province and city in one (北京市). `area`: part of Hong Kong or Macau that people name but that no
   * authority governs (九龙). `plain`: all others.
   */
  readonly kind: "plain" | "municipality" | "area";
}

/** What a name may stand for: `current` its full name, `other` a usual short form, `former` a name it had until `year`. */
export interface Named {
  readonly division: Division;
  readonly as: "current" | "other" | "former" | "stem";
  readonly year: number | null;
}

/** All divisions, looked up by name. */
export interface Divisions {
  readonly provinces: readonly Division[];
  /** What a name stands for; [] if nothing. */
  named(text: string): readonly Named[];
  /** Divisions of that stem with another suffix: 江宁县 finds 江宁区. */
  sameStem(text: string): readonly Named[];
}

/** Indexes a tree of provinces. Throws if the table of renamed divisions names one that is not in it. */
export function indexDivisions(provinces: readonly Division[]): Divisions {
  const names = new Map<string, Named[]>();
  const stems = new Map<string, Named[]>();
  const places = new Map<string, Division>();
  for (const division of provinces.flatMap(withDescendants)) {
    const { name, parent } = division;
    places.set(`${parent?.name ?? ""}${name}`, division);
    append(names, name, { division, as: "current", year: null });
    const others = otherNames(name, parent?.name ?? null);
    for (const other of new Set(division.alias ? [...others, division.alias] : others)) {
      append(names, other, { division, as: "other", year: null });
    }
    if (parent) append(stems, shortName(name), { division, as: "stem", year: null });
  }
  addFormerNames(names, places);
  return {
    provinces,
    named: (text) => names.get(lookUpKey(text)) ?? [],
    sameStem: (text) => stems.get(shortName(lookUpKey(text))) ?? [],
  };
}

function addFormerNames(names: Map<string, Named[]>, places: ReadonlyMap<string, Division>): void {
  for (const { from, to, year } of RENAMED_DIVISIONS) {
    const short = shortName(from);
    // 襄樊 was only that; 襄阳 is a city's name today.
    const isFree = short !== from && !names.get(short)?.some(({ as }) => as !== "former");
    for (const place of to) {
      const division = places.get(place);
      if (!division) throw new Error(`Renamed division ${from}: ${place} is not in the data.`);
      append(names, from, { division, as: "former", year });
      if (isFree) append(names, short, { division, as: "former", year });
    }
  }
}

/** From the province down to the division itself. */
export function pathOf(division: Division): Division[] {
  return division.parent ? [...pathOf(division.parent), division] : [division];
}

function withDescendants(division: Division): Division[] {
  return [division, ...division.children.flatMap(withDescendants)];
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
