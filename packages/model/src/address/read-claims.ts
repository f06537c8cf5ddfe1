import type { StructuredAddress } from "./assemble.ts";
import type { Claim } from "./claims.ts";
import { CANDIDATES_MAX, mentionClaims, softClaims, townCandidates } from "./claims.ts";
import type { Division, Divisions } from "./divisions.ts";
import type { Reading } from "./find-readings.ts";
import { findReadings } from "./find-readings.ts";
import { divisionPlaces, placeHeads } from "./place-names.ts";
import { remembered } from "./remembered.ts";

export interface ReadAddress {
  readonly readings: readonly Reading[];
  /** Aligned with each reading's meanings; the mentions first. */
  readonly claims: readonly Claim[];
  /** Mentions that no reading has a meaning for and that contradict nothing. */
  readonly unknown: readonly Claim[];
}

/** Of names longer than these together nothing is remembered. */
const REMEMBERED_LENGTH_MAX = 100;
const known = new WeakMap<Divisions, Map<string, ReadAddress>>();

/**
 * Which divisions an address may mean. Where it names some, and no place of it is one, nothing else counts than these names
 * with the town and the zone: the same ones come again and again, and are remembered.
 */
export function readClaims(
  address: StructuredAddress,
  divisions: Divisions,
  region: readonly Division[],
): ReadAddress {
  const places = divisionPlaces(address, divisions);
  const { mentions, town, devzone } = address;
  const names = mentions.map(({ level, text }) => `${level} ${text}`);
  const key = [...names, town, devzone].join("\n");
  const isOpen = mentions.length === 0 || places.length > 0 || region.length > 0;
  if (isOpen || key.length > REMEMBERED_LENGTH_MAX) return readAnew(address, places, divisions, region);
  let ofThese = known.get(divisions);
  if (!ofThese) known.set(divisions, (ofThese = new Map()));
  return remembered(ofThese, key, () => readAnew(address, places, divisions, region));
}

function readAnew(
  address: StructuredAddress,
  places: readonly Claim[],
  divisions: Divisions,
  region: readonly Division[],
): ReadAddress {
  const find = (claims: readonly Claim[]): readonly Reading[] => {
    const hint = region.map((division) => ({ division, as: "current", year: null }) as const);
    const hints = hint.length > 0 ? [{ text: "", level: null, candidates: hint, isSoft: true }] : [];
    return findReadings(claims, hints, Number(divisions.date.slice(0, 4)));
  };
  const mentions = mentionClaims(address.mentions, divisions);
  const first = decide(mentions, [...softClaims(address, mentions, divisions), ...places], find);
  const named = mentions.map((claim, i) => asTown(claim, i, first.readings, divisions));
  const second = named.some((claim, i) => claim !== mentions[i])
    ? decide(named, first.claims.slice(mentions.length), find)
    : first;
  const isEmpty = second.readings.length === 0 && mentions.length === 0;
  const { readings, claims } = isEmpty ? decide([], placeHeads(address, divisions), find) : second;
  const isMeant = (at: number): boolean => readings.some(({ meanings }) => meanings[at]);
  return { readings, claims, unknown: named.filter((claim, i) => claim.isSoft && !isMeant(i)) };
}

/** Drops what is not tagged as a division where it only multiplies readings: 城关镇 is in 200 counties. */
function decide(
  mentions: readonly Claim[],
  soft: readonly Claim[],
  find: (claims: readonly Claim[]) => readonly Reading[],
): Pick<ReadAddress, "readings" | "claims"> {
  const claims = [...mentions, ...soft];
  const readings = find(claims);
  if (readings.length <= CANDIDATES_MAX) return { readings, claims };
  if (soft.length > 0) return decide(mentions, [], find);
  return mentions.every(({ isSoft }) => isSoft) ? { readings: [], claims } : { readings, claims };
}

/**
 * A mention that fits no reading may be a town that the tagger took for a district: 东莞市南城区, 中山市西区. Only towns inside
 * what the rest of the text names count, and under another suffix only those of a district or city that is named itself.
 */
function asTown(claim: Claim, at: number, readings: readonly Reading[], divisions: Divisions): Claim {
  const inside = readings.filter(({ meanings }) => !meanings[at]).map(({ division }) => division);
  if (claim.level === "province" || inside.length === 0) return claim;
  // 下沙区 is no town; 永兴 in 绵阳市 is rather its 永兴镇 than 永兴县 in another province.
  const isBare = !/[市区县旗]$/u.test(claim.text);
  const towns = townCandidates(claim.text, divisions, inside).filter(
    ({ as, division }) =>
      inside.includes(division) ||
      ((as === "town" || isBare) && division.path.some((one) => inside.includes(one))),
  );
  const candidates = towns.filter(({ as }) => as !== "current");
  return candidates.length > 0 ? { ...claim, candidates, isSoft: true, isTown: true } : claim;
}
