import type { StructuredAddress } from "./assemble.ts";
import { assemble } from "./assemble.ts";
import type { Claim } from "./claims.ts";
import type { Correction } from "./corrections.ts";
import { correctionsOf } from "./corrections.ts";
import type { Division, DivisionLevel, Divisions, Named } from "./divisions.ts";
import type { Reading } from "./find-readings.ts";
import { adcodeOf, commonDivision, divisionAt } from "./place.ts";
import { readClaims } from "./read-claims.ts";
import type { Suggestion } from "./suggest.ts";
import { suggest } from "./suggest.ts";
import type { Verdict } from "./verdict.ts";
import { contradicted, verdictOf } from "./verdict.ts";

/** A division that is certain. */
export interface CertainPart {
  readonly name: string;
  /** Six digits of GB/T 2260, nine of a town; null where no source has one. */
  readonly code: string | null;
  /** The text does not name it: it follows from what the text names. */
  readonly isCompleted: boolean;
}

export interface ResolvedAddress {
  readonly verdict: Verdict;
  /** What is certain; null below that, and for the city of what has none. A zone stands in the district's place. */
  readonly province: CertainPart | null;
  readonly city: CertainPart | null;
  readonly district: CertainPart | null;
  /** The town that the text names, if that is a town of the district. */
  readonly town: CertainPart | null;
  /** Of the finest division that is certain and has one; null if not even the province is certain. */
  readonly adcode: string | null;
  /** Province, city and district under their official names where they are certain, else as typed. */
  readonly address: StructuredAddress;
  /** Levels that the text does not name and that follow from what it names. */
  readonly completed: readonly DivisionLevel[];
  readonly corrections: readonly Correction[];
  /** Mentions that name no division in the data; the verdict disregards them. */
  readonly unknown: readonly string[];
  /** For what is unknown: the one name that it may have been meant to be. The verdict disregards them too. */
  readonly suggestions: readonly Suggestion[];
  /** Which divisions: source, and the day on which they were true. */
  readonly divisions: { readonly source: string; readonly date: string };
}

export interface ResolveOptions {
  /** Where the address probably is: what `findRegion` finds. It decides between readings and makes none. */
  readonly region?: readonly Division[];
}

const NAMING: ReadonlySet<Named["as"]> = new Set(["current", "other", "former", "stem"]);
const LEVELS = ["province", "city", "district"] as const satisfies readonly DivisionLevel[];

/**
 * The divisions with that six-digit code, or that the text names as an address would (杭州市, 吉林, 重庆市江北区, 户县); []
 * if there is none, several for 朝阳区.
 */
export function findRegion(text: string, divisions: Divisions): readonly Division[] {
  const coded = divisions.byCode(text.trim());
  if (coded) return [coded];
  const { readings, claims } = readClaims(assemble([{ type: "district", text }]), divisions, []);
  return readings
    .filter((reading) => contradicted(reading, claims).length === 0)
    .map(({ division }) => division);
}

/**
 * Checks and completes an address against the administrative divisions. Pure; never throws.
 * @param divisions from `loadDivisions()`.
 */
export function resolve(
  address: StructuredAddress,
  divisions: Divisions,
  { region = [] }: ResolveOptions = {},
): ResolvedAddress {
  const { readings, claims, unknown } = readClaims(address, divisions, region);
  const isConflict = readings.some((reading) => contradicted(reading, claims).length > 0);
  const certain = isConflict ? null : commonDivision(readings.map(({ division }) => division));
  const single = isConflict || readings.length !== 1 ? undefined : readings[0];
  const parts = certainParts(certain, readings);
  const isTown = claims.some((claim, i) => claim.isTown && single?.meanings[i]);
  const typed = withoutPlaces(isTown ? withTown(address, claims) : address, claims, single);
  const unknownTexts = unknown.map(({ text }) => text);
  return {
    verdict: verdictOf(typed, claims, readings, certain),
    ...parts,
    town: single ? townIn(single.division, typed.town, divisions) : null,
    adcode: certain && adcodeOf(certain),
    address: certain ? withPlace(typed, certain, single !== undefined, unknownTexts) : typed,
    completed: LEVELS.filter((level) => parts[level]?.isCompleted),
    corrections: single ? correctionsOf(claims, single.meanings) : [],
    unknown: unknownTexts,
    suggestions: suggest(unknown, certain, divisions),
    divisions: { source: divisions.source, date: divisions.date },
  };
}

function certainParts(
  certain: Division | null,
  readings: readonly Reading[],
): Record<DivisionLevel, CertainPart | null> {
  const named = new Set(
    readings.flatMap(({ meanings }) =>
      meanings.flatMap((one) => (one && NAMING.has(one.as) ? [one.division] : [])),
    ),
  );
  const partAt = (level: DivisionLevel): CertainPart | null => {
    const division = certain && divisionAt(certain, level);
    return division && { name: division.name, code: division.adcode, isCompleted: !named.has(division) };
  };
  return { province: partAt("province"), city: partAt("city"), district: partAt("district") };
}

function townIn(division: Division, town: string | null, divisions: Divisions): CertainPart | null {
  const found = (town?.split(" ") ?? [])
    .flatMap((text) => divisions.towns(text, new Set(division.path.slice(0, 1))))
    .find((place) => place.division === division);
  return found ? { name: found.name, code: divisions.townCode(found), isCompleted: false } : null;
}

/** 东莞市南城区: the district's text is a town's. */
function withTown(address: StructuredAddress, claims: readonly Claim[]): StructuredAddress {
  const towns = claims.filter(({ isTown }) => isTown).map(({ text }) => text);
  const mentions = address.mentions.filter(({ text }) => !towns.includes(text));
  const textAt = (level: DivisionLevel): string | null =>
    mentions
      .filter((one) => one.level === level)
      .map(({ text }) => text)
      .join(" ") || null;
  const town = [...towns, ...(address.town === null ? [] : [address.town])].join(" ");
  return { ...address, city: textAt("city"), district: textAt("district"), town };
}

/** Without the places that are divisions of the reading: 公主岭市. */
function withoutPlaces(
  address: StructuredAddress,
  claims: readonly Claim[],
  single: Reading | undefined,
): StructuredAddress {
  const meant = new Set(claims.flatMap(({ places = [] }, i) => (single?.meanings[i] ? places : [])));
  if (meant.size === 0) return address;
  const left = (places: readonly string[]): string[] => places.filter((place) => !meant.has(place));
  const [town = null] = left(address.town === null ? [] : [address.town]);
  const [community = null] = left(address.community === null ? [] : [address.community]);
  return { ...address, town, community, pois: left(address.pois), subPois: left(address.subPois) };
}

/** Official names down to the certain division; below it what is typed there and is not a name already placed. */
function withPlace(
  address: StructuredAddress,
  certain: Division,
  isPlaced: boolean,
  unknown: readonly string[],
): StructuredAddress {
  const [province, city, district] = LEVELS.map((level) => divisionAt(certain, level)?.name ?? null);
  const typed = (level: DivisionLevel): string | null => {
    if (!isPlaced) return address[level];
    const left = address.mentions.filter((one) => one.level === level && unknown.includes(one.text));
    return left.map(({ text }) => text).join(" ") || null;
  };
  const names = { province: province ?? null, city: city ?? null, district: district ?? null };
  if (certain.level === "district") {
    return { ...address, ...names, town: address.town === district ? null : address.town };
  }
  const cityName = names.city ?? (certain.level === "province" ? typed("city") : null);
  return { ...address, ...names, city: cityName, district: typed("district") };
}
