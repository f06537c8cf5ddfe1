import type { DivisionMention, StructuredAddress } from "./assemble.ts";
import { lookUpKey, zoneHead } from "./division-names.ts";
import type { Division, Divisions, Named } from "./divisions.ts";

/** A name in the text with all that it may stand for. */
export interface Claim {
  readonly text: string;
  /** The tagger's level; null for a part of a longer mention and for what is no mention. */
  readonly level: DivisionMention["level"] | null;
  readonly candidates: readonly Named[];
  /**
   * Supports a reading, contradicts none: towns, zones and heads of places, which lie where they lie; names that many
   * places have (城区); names that only resemble a division's.
   */
  readonly isSoft: boolean;
  /** A mention that is a town of what the rest of the text names. */
  readonly isTown?: boolean;
  /** What was tagged as places and names this division, nothing else: 香港油尖 and 旺区. */
  readonly places?: readonly string[];
}

/** Headings that cascading forms put where a municipality has no city. */
const HEADING = /^(?:市辖区|市辖县|县|.*直辖县级行政(?:区划|单位))$/u;
/** What people call a part of any city. As districts' names they say which one only beside the city's. */
export const GENERIC =
  /^(?:[老新]?城区|市区|市中心|县城|[城近远]?郊区?|矿区|新区|新市区|市中区|[东西南北中]区|开发区|高新区|经开区|工业园?区|园区)$/u;
/** More candidates than this tell nobody anything: 经济开发区, 城关镇. */
export const CANDIDATES_MAX = 8;

/** What the mentions name; those that name no division have no candidates. */
export function mentionClaims(mentions: readonly DivisionMention[], divisions: Divisions): Claim[] {
  const named = mentions.filter(({ text }) => !HEADING.test(text));
  return named.flatMap((mention, i): Claim[] => {
    const [before, after] = [
      cutName(named[i - 1], mention, divisions),
      cutName(mention, named[i + 1], divisions),
    ];
    const parts = after ?? (before ? [] : null);
    return parts ? partClaims(parts, divisions) : claimsOf(mention, divisions);
  });
}

/** 三门 and 峡陕县: the tagger cut 三门峡陕县 inside a name. */
function cutName(
  one: DivisionMention | undefined,
  next: DivisionMention | undefined,
  divisions: Divisions,
): string[] | null {
  // 东莞市 is whole: 东莞, 市南 and 城区 would be nonsense.
  const isFull = one && divisions.named(one.text).some(({ as }) => as === "current");
  if (!one || !next || isFull || splitNames(next.text, divisions)) return null;
  const parts = splitNames(one.text + next.text, divisions);
  let end = 0;
  return parts?.some((part) => (end += part.length) === one.text.length) ? null : parts;
}

function partClaims(parts: readonly string[], divisions: Divisions): Claim[] {
  return parts.map((part) => mentionClaim(part, null, divisions.named(part)));
}

function claimsOf({ level, text }: DivisionMention, divisions: Divisions): Claim[] {
  const named = divisions.named(text);
  if (named.length > 0) return [mentionClaim(text, level, named)];
  const parts = splitNames(text, divisions);
  // 西安 and 高新区: the second says only what the first one does.
  const isZone = divisions.named(parts?.at(-1) ?? "").every(({ division }) => division.kind === "zone");
  const heads = isZone ? zoneHeads(text, divisions, true) : [];
  if (heads.length > 0) return [{ text, level, candidates: heads, isSoft: true }];
  if (parts) return partClaims(parts, divisions);
  return [{ text, level, candidates: stemsOf(text, divisions), isSoft: true }];
}

function mentionClaim(text: string, level: Claim["level"], candidates: readonly Named[]): Claim {
  const isZone = candidates.every(({ division }) => division.kind === "zone");
  const isSoft = isZone || GENERIC.test(text);
  return { text, level, candidates, isSoft };
}

/** 大同县 is not 大同市: a county's name never stands for a city above counties. */
function stemsOf(text: string, divisions: Divisions): readonly Named[] {
  const isCounty = /[县区旗]$/u.test(text) && !/地区$/u.test(text);
  return divisions.sameStem(text).filter(({ division }) => !isCounty || division.level === "district");
}

/** What the town and the zones name, and what zones' names begin with. */
export function softClaims(
  { town, devzone }: StructuredAddress,
  mentions: readonly Claim[],
  divisions: Divisions,
): Claim[] {
  const named = mentions.flatMap(({ candidates }) => candidates.map(({ division }) => division));
  const towns = (town?.split(" ") ?? []).map((text) => {
    const candidates = townCandidates(text, divisions, named);
    // 城关镇 is in 200 counties: without a city or county it says nothing.
    if (candidates.length <= CANDIDATES_MAX || named.some(({ level }) => level !== "province"))
      return soft(text, candidates);
    const certain = candidates.filter(({ as }) => as !== "near");
    return soft(text, certain.length <= CANDIDATES_MAX ? certain : []);
  });
  const zones = (devzone?.split(" ") ?? []).map((text) => {
    const named = divisions.named(text);
    return soft(
      text,
      named.length > 0 && named.length <= CANDIDATES_MAX ? named : zoneHeads(text, divisions, false),
    );
  });
  return [...towns, ...zones].filter(({ candidates }) => candidates.length > 0);
}

export const soft = (text: string, candidates: readonly Named[]): Claim => ({
  text,
  level: null,
  candidates,
  isSoft: true,
});

/**
 * Districts that have the town, also where it is tagged as one; townships of Taiwan are divisions themselves.
 * @param near only in the provinces of these divisions; everywhere if there are none.
 */
export function townCandidates(text: string, divisions: Divisions, near: readonly Division[]): Named[] {
  // 九龙 and 新界 come as towns too.
  const isSmall = ({ as, division: { level, kind } }: Named): boolean =>
    as === "current" && (level === "district" || kind === "area");
  const own = divisions.named(text).filter(isSmall);
  const provinces = new Set(near.flatMap(({ path }) => path.slice(0, 1)));
  // Without its suffix a town's name proves nothing alone.
  const towns = divisions
    .towns(text, near.length > 0 ? provinces : undefined)
    .map(({ division, isExact }): Named => ({ division, as: isExact ? "town" : "near", year: null }));
  const isExact = towns.some(({ as }) => as === "town");
  return [...own, ...towns, ...(isExact ? [] : grownTowns(text, provinces, divisions))];
}

/** Divisions that were a town until they got districts' rank: 龙港镇 is 龙港市 now. */
function grownTowns(text: string, provinces: ReadonlySet<Division>, divisions: Divisions): Named[] {
  const named = /[镇乡]$/u.test(text) ? divisions.sameStem(`${text.slice(0, -1)}市`) : [];
  return named.flatMap(({ division }) => {
    const isGrown = division.level === "district" && division.path.some((one) => provinces.has(one));
    return isGrown ? [{ division, as: "near", year: null } as const] : [];
  });
}

/** 西安高新区 → 西安市. A short name of a district says so only where a weak word (工业园) doesn't follow it. */
function zoneHeads(text: string, divisions: Divisions, isMention: boolean): Named[] {
  const head = zoneHead(lookUpKey(text));
  if (head === null) return [];
  const last = divisions.named(head).length > 0 ? head : splitNames(head, divisions)?.at(-1);
  if (last === undefined) return [];
  const isStrong = isMention || /(?:开发区|高新区|经开区|新区)$/u.test(text);
  const named = divisions
    .named(last)
    .filter(
      ({ division, as }) =>
        as !== "part" &&
        division.kind !== "zone" &&
        (isStrong || as === "current" || division.level === "city"),
    );
  // 西安 is a city first and 西安区 of 牡丹江市 only beside that.
  const hasCity = named.some(({ division }) => division.level !== "district");
  const isLess = ({ as, division }: Named): boolean =>
    hasCity && as !== "current" && division.level === "district";
  return named.map((one) => ({ division: one.division, as: isLess(one) ? "near" : "head", year: one.year }));
}

/** Cuts 北京朝阳 and 沪浦东新区 into names of divisions, the longest first; null if that is impossible. */
export function splitNames(text: string, divisions: Divisions): string[] | null {
  if (text.length > 1 && divisions.named(text).length > 0) return [text];
  // Longer than any three names together: not a division at all.
  if (text.length > 40) return null;
  for (let cut = text.length - 2; cut >= 1; cut--) {
    const head = text.slice(0, cut);
    if (!divisions.named(head).some((named) => cut > 1 || named.division.level === "province")) continue;
    const rest = splitNames(text.slice(cut), divisions);
    if (rest) return [head, ...rest];
  }
  return null;
}
