import type { StructuredAddress } from "./assemble.ts";
import type { Claim } from "./claims.ts";
import type { Division, DivisionLevel } from "./divisions.ts";
import type { Reading } from "./find-readings.ts";
import type { Place } from "./place.ts";
import { placeOf } from "./place.ts";

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

/** @param certain what all readings share; null if they contradict the text. */
export function verdictOf(
  address: StructuredAddress,
  claims: readonly Claim[],
  readings: readonly Reading[],
  certain: Division | null,
): Verdict {
  if (readings.some((reading) => contradicted(reading, claims).length > 0)) {
    const conflicts = readings.map((reading) => ({
      place: placeOf(reading.division),
      contradicts: contradicted(reading, claims),
    }));
    return { kind: "conflict", readings: conflicts };
  }
  if (readings.length > 1) {
    return { kind: "ambiguous", candidates: readings.map(({ division }) => placeOf(division)) };
  }
  const missing = [...missingLevels(certain), ...(hasDetail(address) ? [] : (["detail"] as const))];
  return missing.length > 0 ? { kind: "incomplete", missing } : { kind: "complete" };
}

/** What the text says that the reading does not fit; what is soft never contradicts. */
export function contradicted({ meanings }: Reading, claims: readonly Claim[]): string[] {
  return claims.flatMap(({ text, isSoft }, i) => (meanings[i] || isSoft ? [] : [text]));
}

function missingLevels(division: Division | null): DivisionLevel[] {
  if (!division) return ["province", "city", "district"];
  const below = division.children.filter(({ kind }) => kind !== "zone");
  if (division.level === "district" || below.length === 0) return [];
  const hasCities = below.some(({ level, kind }) => level === "city" && kind !== "area");
  return hasCities ? ["city", "district"] : ["district"];
}

function hasDetail(address: StructuredAddress): boolean {
  const { devzone, community, villageGroup, intersection, building, roads, pois, subPois } = address;
  const single = [devzone, community, villageGroup, intersection, building];
  return single.some((text) => text !== null) || [roads, pois, subPois].some((list) => list.length > 0);
}
