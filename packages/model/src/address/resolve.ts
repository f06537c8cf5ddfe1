import type { StructuredAddress } from "./assemble.ts";
import type { Division, DivisionLevel, Divisions, Named } from "./divisions.ts";
import { pathOf } from "./divisions.ts";
import type { Claim, Reading } from "./find-readings.ts";
import { claimsOf, findReadings } from "./find-readings.ts";

/** A division with those above it. `city` is null where there is none: counties under a province, Hong Kong, Macau. */
export interface Place {
  readonly province: string;
  readonly city: string | null;
  readonly district: string | null;
  /** Six digits of the finest division that has a code in the data. */
  readonly adcode: string;
}

/** `detail`: nothing below the district is named (road, place, village, …). */
export type MissingPart = DivisionLevel | "detail";

/**
 * What an order flow decides by:
 * - `complete`: province, city and district are known as far as the place has them, and some detail is named.
 * - `incomplete`: what can't be known from the text.
 * - `ambiguous`: several divisions fit equally well, e.g. 朝阳区.
 * - `conflict`: no division fits all that is said, e.g. 上海市海淀区. Each reading fits most of it and contradicts the rest.
 */
export type Verdict =
  | { readonly kind: "complete" }
  | { readonly kind: "incomplete"; readonly missing: readonly MissingPart[] }
  | { readonly kind: "ambiguous"; readonly candidates: readonly Place[] }
  | {
      readonly kind: "conflict";
      readonly readings: readonly { readonly place: Place; readonly contradicts: readonly string[] }[];
    };

/** A name that is not the division's own: a former one, valid until `year`, or one with a wrong suffix (null). */
export interface Correction {
  readonly from: string;
  readonly to: string;
  readonly year: number | null;
}

export interface ResolvedAddress {
  /** Province, city and district under their official names where they are certain, else as typed. */
  readonly address: StructuredAddress;
  /** Of the finest division that is certain; null if not even the province is. */
  readonly adcode: string | null;
  /** Levels that the text does not name and that follow from what it names. */
  readonly completed: readonly DivisionLevel[];
  readonly corrections: readonly Correction[];
  /** Mentions that name no division in the data; the verdict disregards them. */
  readonly unknown: readonly string[];
  readonly verdict: Verdict;
}

/**
 * Checks and completes an address against the administrative divisions. Pure; never throws.
 * @param divisions from `loadDivisions()`.
 */
export function resolve(address: StructuredAddress, divisions: Divisions): ResolvedAddress {
  const all = claimsOf(address.mentions, divisions);
  const claims = all.filter(({ candidates }) => candidates.length > 0);
  const unknown = all.flatMap(({ candidates, text }) => (candidates.length === 0 ? [text] : []));
  const readings = findReadings(claims).map((reading) => refine(reading, address));
  const isConflict = readings.some(({ meanings }) => meanings.includes(null));
  const certain = isConflict ? null : commonDivision(readings.map(({ division }) => division));
  const meanings = !isConflict && readings.length === 1 ? (readings[0]?.meanings ?? []) : [];
  return {
    address: certain ? withPlace(address, certain, readings.length === 1, unknown) : address,
    adcode: certain?.adcode ?? null,
    completed: certain ? completedLevels(certain, readings) : [],
    corrections: correctionsOf(claims, meanings),
    unknown,
    verdict: verdictOf(address, claims, readings, certain),
  };
}

/** The province, city and district of a division. */
export function placeOf(division: Division): Place {
  const path = pathOf(division);
  const nameOf = (level: DivisionLevel): string | null =>
    path.find((one) => one.level === level && one.kind !== "area")?.name ?? null;
  const [province = division] = path;
  const city = province.kind === "municipality" ? province.name : nameOf("city");
  return { province: province.name, city, district: nameOf("district"), adcode: division.adcode };
}

/** Townships of Taiwan and zones in the data stand at the district's level, though tagged otherwise. */
function refine(reading: Reading, { town, devzone }: StructuredAddress): Reading {
  const division = reading.division.children.find(
    ({ name, level }) => level === "district" && (name === town || name === devzone),
  );
  return division ? { ...reading, division } : reading;
}

function commonDivision(divisions: readonly Division[]): Division | null {
  const [first, ...others] = divisions;
  if (!first) return null;
  const shared = pathOf(first).filter((division) =>
    others.every((other) => pathOf(other).includes(division)),
  );
  return shared.at(-1) ?? null;
}

/** Official names down to the certain division; below it what is typed there and is not a name already placed. */
function withPlace(
  address: StructuredAddress,
  certain: Division,
  isPlaced: boolean,
  unknown: readonly string[],
): StructuredAddress {
  const place = placeOf(certain);
  const typed = (level: DivisionLevel): string | null => {
    if (!isPlaced) return address[level];
    const left = address.mentions.filter((one) => one.level === level && unknown.includes(one.text));
    return left.map(({ text }) => text).join(" ") || null;
  };
  if (certain.level === "district") {
    return { ...address, ...namesOf(place), town: address.town === place.district ? null : address.town };
  }
  const city = place.city ?? (certain.level === "province" ? typed("city") : null);
  return { ...address, province: place.province, city, district: typed("district") };
}

function namesOf({ province, city, district }: Place): Pick<StructuredAddress, DivisionLevel> {
  return { province, city, district };
}

function completedLevels(certain: Division, readings: readonly Reading[]): DivisionLevel[] {
  const named = new Set(readings.flatMap(({ meanings }) => meanings.map((meaning) => meaning?.division)));
  return pathOf(certain)
    .filter((division) => division.kind !== "area" && !named.has(division))
    .map(({ level }) => level);
}

function correctionsOf(claims: readonly Claim[], meanings: readonly (Named | null)[]): Correction[] {
  return meanings.flatMap((meaning, i) => {
    const from = claims[i]?.text;
    if (!meaning || from === undefined || meaning.as === "current" || meaning.as === "other") return [];
    return [{ from, to: meaning.division.name, year: meaning.year }];
  });
}

function verdictOf(
  address: StructuredAddress,
  claims: readonly Claim[],
  readings: readonly Reading[],
  certain: Division | null,
): Verdict {
  if (readings.some(({ meanings }) => meanings.includes(null))) {
    return { kind: "conflict", readings: readings.map((reading) => contradictionOf(reading, claims)) };
  }
  if (readings.length > 1) {
    return { kind: "ambiguous", candidates: readings.map(({ division }) => placeOf(division)) };
  }
  const missing = [...missingLevels(certain), ...(hasDetail(address) ? [] : (["detail"] as const))];
  return missing.length > 0 ? { kind: "incomplete", missing } : { kind: "complete" };
}

function contradictionOf({ division, meanings }: Reading, claims: readonly Claim[]) {
  const contradicts = claims.flatMap(({ text }, i) => (meanings[i] ? [] : [text]));
  return { place: placeOf(division), contradicts };
}

function missingLevels(division: Division | null): DivisionLevel[] {
  if (!division) return ["province", "city", "district"];
  if (division.children.length === 0) return [];
  const hasCities = division.children.some(({ level, kind }) => level === "city" && kind !== "area");
  return hasCities ? ["city", "district"] : ["district"];
}

function hasDetail(address: StructuredAddress): boolean {
  const { devzone, community, villageGroup, intersection, building, roads, pois, subPois } = address;
  const single = [devzone, community, villageGroup, intersection, building];
  return single.some((text) => text !== null) || [roads, pois, subPois].some((list) => list.length > 0);
}
