import { shortName } from "../address/division-names.ts";
import { PACKAGES } from "./list-sources.ts";
import type { PackageName } from "./list-sources.ts";
import type { Lists, TownList } from "./read-lists.ts";

/** A county-level name that an earlier list has under a code and the current one has not. */
export interface Vanished {
  readonly code: string;
  readonly name: string;
  /** Date of the last list that has it. */
  readonly lastSeen: string;
  /** Date of the first list after that: the change took effect between the two. */
  readonly goneBy: string;
  readonly source: string;
}

/** Codes of the divisions that hold the area today. */
export interface Successors {
  readonly codes: readonly string[];
  /** Those that got fewer than a fifth of the towns: only a town's name decides for them. */
  readonly parts: readonly string[];
}

const HEADING = /市辖区$|^县$|郊县$|直辖|直轄/u;
const TOWN = /(?:街道|办事处|[镇乡]|学院)$/u;
/** Cities whose towns stand in the districts' place in some lists. */
const UNDIVIDED = /^(?:4419|4420|4604|6202)/u;
/** Zones have statistical codes from 71 on, and from 90 on in one package; some have a district's. */
const ZONE = /(?:开发区|业园区|高新区|管委会|江北新区|镇江新区)$/u;
/** The statistical code of a zone. County-level units directly under a province, such as 429004, are none. */
export const isZone = (code: string, name: string): boolean =>
  /^\d{4}7\d$/u.test(code) || (ZONE.test(name) && !/^\d\d90/u.test(code));

export const isCounty = (code: string, name: string): boolean =>
  !code.endsWith("00") &&
  code < "700000" &&
  code > "100000" &&
  !HEADING.test(name) &&
  !TOWN.test(name) &&
  !UNDIVIDED.test(code);

/** Every county-level name, zones excepted, that vanished between any two of the lists. */
export function vanishedNames({ areas }: Lists): Vanished[] {
  const names = Object.keys(PACKAGES) as PackageName[];
  const found = new Map<string, Vanished>();
  names.slice(0, -1).forEach((list, at) => {
    const next = names.slice(at + 1).find((later) => PACKAGES[later].date > PACKAGES[list].date);
    for (const [code, name] of areas[list]) {
      if (!isCounty(code, name) || isZone(code, name) || areas.current.get(code) === name) continue;
      const { spec, date } = PACKAGES[list];
      found.set(code + name, {
        code,
        name,
        lastSeen: date,
        goneBy: PACKAGES[next ?? "current"].date,
        source: spec,
      });
    }
  });
  return [...found.values()].sort((one, other) => (one.code + one.name < other.code + other.name ? -1 : 1));
}

/** Where the area of a vanished division lies today: under the same name elsewhere, where its towns went, the same stem. */
export function successorsOf({ code, name, source }: Vanished, lists: Lists): Successors {
  const then = Object.entries(PACKAGES).find(([, { spec }]) => spec === source)?.[0] as PackageName;
  const inProvince = [...lists.areas.current].filter(
    ([other, now]) => other.slice(0, 2) === code.slice(0, 2) && isCounty(other, now),
  );
  // 城区 was the name of several districts at once: only a division that is new under its code can be the same one.
  const renamed = inProvince.filter(([other, now]) => lists.areas[then].get(other) !== now);
  const sameName = renamed.filter(([, now]) => now === name);
  if (sameName.length === 1) return { codes: codesOf(sameName), parts: [] };
  const moved = townsWent(code, lists);
  if (moved.codes.length > 0) return moved;
  const stem = shortName(name);
  const near = inProvince.filter(([other]) => other.slice(0, 4) === code.slice(0, 4));
  const sameStem = near.filter(([, now]) => now !== name && shortName(now) === stem);
  return { codes: sameStem.length === 1 ? codesOf(sameStem) : [], parts: [] };
}

const codesOf = (list: readonly (readonly [string, string])[]): string[] => list.map(([code]) => code);

/** Districts of the city, or else of the province, that hold the old district's towns. */
function townsWent(code: string, { areas, towns }: Lists): Successors {
  const old = towns.current.get(code) ?? towns.towns2019.get(code) ?? towns.towns2023.get(code);
  const stems = new Set([...(old?.values() ?? [])].map(townStem));
  if (stems.size === 0 || areas.current.has(code)) return { codes: [], parts: [] };
  // Towns of one name in two districts of a province prove nothing unless most of them agree.
  for (const [digits, most] of [
    [4, stems.size / 5],
    [2, stems.size / 2],
  ] as const) {
    const held = [...areas.current.keys()]
      .filter((other) => other.slice(0, digits) === code.slice(0, digits))
      .map((other) => ({ other, count: countOf(towns.current, other, stems) }));
    const havingTowns = (is: (count: number) => boolean) =>
      held.filter(({ count }) => is(count)).map(({ other }) => other);
    const codes = havingTowns((count) => count > 0 && count >= most && (count > 1 || stems.size < 3));
    const parts = havingTowns((count) => count >= 3 && count < most);
    if (codes.length > 0) return { codes, parts: digits === 4 ? parts : [] };
  }
  return { codes: [], parts: [] };
}

/** 甘亭镇 became 甘亭街道. */
const townStem = (name: string): string => name.replace(/(?<=..)(?:街道|[镇乡])$/u, "");

function countOf(towns: TownList, district: string, stems: ReadonlySet<string>): number {
  return [...(towns.get(district)?.values() ?? [])].filter((name) => stems.has(townStem(name))).length;
}

/** A district that still exists but lost towns to another one of the same city. */
export interface Split {
  readonly from: string;
  readonly to: string;
  readonly lastSeen: string;
}

/** Pairs of districts: towns that the first had in 2019 or 2023 are in the second today, and only there. */
export function splitDistricts({ areas, towns }: Lists): Split[] {
  const splits = new Map<string, Split>();
  for (const [year, lastSeen] of [
    ["towns2019", PACKAGES.towns2019.date],
    ["towns2023", PACKAGES.towns2023.date],
  ] as const) {
    for (const [from, old] of towns[year]) {
      if (!areas.current.has(from) || UNDIVIDED.test(from)) continue;
      const kept = new Set([...(towns.current.get(from)?.values() ?? [])].map(townStem));
      const lost = [...old.values()].filter((name) => !kept.has(townStem(name)));
      for (const to of lost.flatMap((name) => holderOf(name, from, { areas, towns }, year))) {
        splits.set(from + to, { from, to, lastSeen });
      }
    }
  }
  return [...splits.values()].sort((one, other) => (one.from + one.to < other.from + other.to ? -1 : 1));
}

/** The district of the city that has the town now and had not; [] if it is none or not one alone. */
function holderOf(
  name: string,
  from: string,
  { areas, towns }: Pick<Lists, "areas" | "towns">,
  year: "towns2019" | "towns2023",
): string[] {
  const has = (list: TownList, district: string): boolean =>
    [...(list.get(district)?.values() ?? [])].includes(name);
  const holders = [...areas.current.keys()].filter(
    (other) =>
      other !== from &&
      other.slice(0, 4) === from.slice(0, 4) &&
      has(towns.current, other) &&
      !has(towns[year], other),
  );
  return holders.length === 1 ? holders : [];
}
