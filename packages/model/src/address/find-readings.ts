import type { DivisionMention } from "./assemble.ts";
import type { Division, Divisions, Named } from "./divisions.ts";
import { pathOf } from "./divisions.ts";

/** A name in the text with all that it may stand for. */
export interface Claim {
  readonly text: string;
  /** The tagger's level; null for a part of a longer mention. */
  readonly level: DivisionMention["level"] | null;
  readonly candidates: readonly Named[];
}

/** One division that the text may mean. */
export interface Reading {
  readonly division: Division;
  /** Per claim what it stands for in this reading; null where it contradicts it. */
  readonly meanings: readonly (Named | null)[];
}

// A full name outweighs a short form, that a former name. A province's short form is its everyday name.
const WEIGHT: Readonly<Record<Named["as"], number>> = { current: 4, other: 3, former: 2, stem: 1 };

/** Headings that cascading forms put where a municipality has no city. */
const HEADING = /^(?:市辖区|市辖县|县|.*直辖县级行政(?:区划|单位))$/u;

/** The claims of the mentions; those that name no division have no candidates. */
export function claimsOf(mentions: readonly DivisionMention[], divisions: Divisions): Claim[] {
  return mentions
    .filter(({ text }) => !HEADING.test(text))
    .flatMap(({ level, text }): Claim[] => {
      const named = divisions.named(text);
      if (named.length > 0) return [{ text, level, candidates: named }];
      const parts = splitNames(text, divisions);
      if (parts) return parts.map((part) => ({ text: part, level: null, candidates: divisions.named(part) }));
      return [{ text, level, candidates: divisions.sameStem(text) }];
    });
}

interface Rated extends Reading {
  readonly score: number;
  /** How many claims have the level that the tagger gave them. */
  readonly levels: number;
}

/**
 * The divisions that agree with most claims and, among these, with the best meanings. Several if nothing decides between
 * them; none if no claim has a candidate. The tagger's levels decide only between a division and one inside it, and only
 * where the name stands twice (吉林吉林): the level of a lone bare name is a guess.
 */
export function findReadings(claims: readonly Claim[]): Reading[] {
  const divisions = new Set(claims.flatMap(({ candidates }) => candidates.map(({ division }) => division)));
  const rated = Array.from(divisions, (division) => rate(division, claims));
  const best = rated.reduce((max, { score }) => Math.max(max, score), 0);
  const top = rated.filter(({ score }) => score === best);
  return top.filter((one) => !top.some((other) => isNearer(other, one)));
}

/** Whether of a division and one inside it, which fit equally well, the first is meant; without evidence the outer one. */
function isNearer(one: Rated, other: Rated): boolean {
  const gain = one.meanings.length > 1 ? one.levels - other.levels : 0;
  if (isAbove(one.division, other.division)) return gain >= 0;
  return isAbove(other.division, one.division) && gain > 0;
}

function rate(division: Division, claims: readonly Claim[]): Rated {
  const path = new Set(pathOf(division));
  const fitting = claims.map(({ candidates }) => candidates.filter((named) => path.has(named.division)));
  const weights = fitting.map((fits) => Math.max(0, ...fits.map(weightOf)));
  const meanings = fitting.map(
    (fits, i) => fits.find((named) => hasLevel(named, claims[i])) ?? fits[0] ?? null,
  );
  // Agreeing with one more claim outweighs any difference in how well the names fit.
  const agreeing = (WEIGHT.current + 1) * claims.length * weights.filter((weight) => weight > 0).length;
  return {
    division,
    meanings,
    score: weights.reduce((sum, weight) => sum + weight, agreeing),
    levels: meanings.filter((meaning, i) => meaning && hasLevel(meaning, claims[i])).length,
  };
}

function weightOf({ division, as }: Named): number {
  return as === "other" && division.level === "province" ? WEIGHT.current : WEIGHT[as];
}

function hasLevel({ division }: Named, claim: Claim | undefined): boolean {
  return division.level === claim?.level || (division.kind === "municipality" && claim?.level === "city");
}

function isAbove(upper: Division, lower: Division): boolean {
  return upper !== lower && pathOf(lower).includes(upper);
}

/** Cuts 北京朝阳 into names of divisions, the longest first; null if that is impossible. */
function splitNames(text: string, divisions: Divisions): string[] | null {
  if (divisions.named(text).length > 0) return [text];
  // Longer than any three names together: not a division at all.
  if (text.length > 40) return null;
  for (let cut = text.length - 2; cut >= 2; cut--) {
    if (divisions.named(text.slice(0, cut)).length === 0) continue;
    const rest = splitNames(text.slice(cut), divisions);
    if (rest) return [text.slice(0, cut), ...rest];
  }
  return null;
}
