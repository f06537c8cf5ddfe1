import type { Claim } from "./claims.ts";
import type { Division, Named } from "./divisions.ts";

/** One division that the text may mean. */
export interface Reading {
  readonly division: Division;
  /** Per claim what it stands for in this reading; null where it does not fit. */
  readonly meanings: readonly (Named | null)[];
}

// A full name outweighs a short form, that a former name. A province's short form is its everyday name.
const WEIGHT: Readonly<Record<Named["as"], number>> = {
  current: 4,
  other: 3,
  former: 2,
  town: 2,
  part: 1,
  stem: 1,
  near: 1,
  head: 1,
};
/** Of a zone with a district of its city: less than any name, so that the zone itself wins where no district is named. */
const OVERLAP = 0.5;
/** People write a name for years after it was abolished: 江北区 alone may be 重庆's until then. */
const RECENT_YEARS = 5;

interface Rated extends Reading {
  readonly score: number;
  /** How many claims have the level that the tagger gave them. */
  readonly levels: number;
}

/**
 * The divisions that agree with most claims and, among these, with the best meanings. Several if nothing decides between
 * them; none if no claim has a candidate. The tagger's levels decide only between a division and one inside it, and only
 * where the name stands twice (吉林吉林): the level of a lone bare name is a guess.
 * @param hints agreed with or not; they make no reading of their own.
 * @param thisYear that of the divisions' date.
 */
export function findReadings(claims: readonly Claim[], hints: readonly Claim[], thisYear: number): Reading[] {
  const divisions = new Set(claims.flatMap(({ candidates }) => candidates.map(({ division }) => division)));
  const all = [...claims, ...hints];
  const rated = Array.from(divisions, (division) => rate(division, all, thisYear)).filter(isSupported);
  const best = rated.reduce((max, { score }) => Math.max(max, score), 0);
  const top = rated.filter(({ score }) => score === best);
  return top
    .filter((one) => !top.some((other) => isNearer(other, one)))
    .map(({ division, meanings }) => ({ division, meanings: meanings.slice(0, claims.length) }));
}

/** A name that only resembles the division's, or that it got a town from, proves nothing alone. */
function isSupported({ meanings }: Rated): boolean {
  const fitting = meanings.filter((meaning) => meaning !== null);
  return fitting.length > 1 || fitting.some(({ as }) => as !== "stem" && as !== "part" && as !== "near");
}

/** Whether of a division and one inside it, which fit equally well, the first is meant; without evidence the outer one. */
function isNearer(one: Rated, other: Rated): boolean {
  const gain = one.meanings.length > 1 ? one.levels - other.levels : 0;
  if (isAbove(one.division, other.division)) return gain >= 0;
  return isAbove(other.division, one.division) && gain > 0;
}

function rate(division: Division, claims: readonly Claim[], thisYear: number): Rated {
  const meanings: (Named | null)[] = [];
  let [agreeing, weight, levels] = [0, 0, 0];
  for (const claim of claims) {
    const { meaning, best } = bestMeaning(claim, division, thisYear);
    meanings.push(meaning);
    weight += best;
    // What was tagged as a division counts twice.
    if (meaning) agreeing += claim.isSoft ? 1 : 2;
    if (meaning && hasLevel(meaning, claim)) levels++;
  }
  // Agreeing with one more claim outweighs any difference in how well the names fit.
  return { division, meanings, score: (WEIGHT.current + 1) * claims.length * agreeing + weight, levels };
}

/** What the claim stands for in the reading: of the candidates that fit, one of the tagger's level, else the best one. */
function bestMeaning(
  claim: Claim,
  reading: Division,
  thisYear: number,
): { readonly meaning: Named | null; readonly best: number } {
  let [meaning, best, hasTagged]: [Named | null, number, boolean] = [null, 0, false];
  for (const named of claim.candidates) {
    const weight = weightOf(named, reading, thisYear);
    if (weight === 0) continue;
    const isTagged = hasLevel(named, claim);
    if ((isTagged && !hasTagged) || (isTagged === hasTagged && weight > best) || !meaning) {
      meaning = named;
      hasTagged ||= isTagged;
    }
    best = Math.max(best, weight);
  }
  return { meaning, best };
}

function weightOf({ division, as, year }: Named, reading: Division, thisYear: number): number {
  // A zone overlaps the districts of its city: it contradicts none of them.
  if (division.kind === "zone" && reading.kind !== "zone") {
    return division.parent && isInside(reading, division.parent) ? OVERLAP : 0;
  }
  if (!isInside(reading, division)) return 0;
  if (as === "other" && division.level === "province") return WEIGHT.current;
  if (as === "former" && year !== null && thisYear - year <= RECENT_YEARS) return WEIGHT.current;
  return WEIGHT[as];
}

/** Whether the upper division is on the way to the lower one, or named above it all the same. */
function isInside(lower: Division, upper: Division): boolean {
  return lower.path.some((one) => one === upper || one.alsoInside.includes(upper));
}

function hasLevel({ division }: Named, claim: Claim | undefined): boolean {
  return division.level === claim?.level || (division.kind === "municipality" && claim?.level === "city");
}

function isAbove(upper: Division, lower: Division): boolean {
  return upper !== lower && lower.path.includes(upper);
}
