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
  const inside = new Set(division.path.flatMap((one) => [one, ...one.alsoInside]));
  const weigh = (named: Named): number => weightOf(named, division, inside, thisYear);
  const meanings = claims.map((claim) => {
    const fits = claim.candidates.filter((named) => weigh(named) > 0);
    const best = Math.max(0, ...fits.map(weigh));
    return (
      fits.find((named) => hasLevel(named, claim)) ?? fits.find((named) => weigh(named) === best) ?? null
    );
  });
  const weights = claims.map(({ candidates }) => Math.max(0, ...candidates.map(weigh)));
  // Agreeing with one more claim outweighs any difference in how well the names fit; what was tagged as a division counts twice.
  const agreeing = claims.map(({ isSoft }, i) => ((weights[i] ?? 0) > 0 ? (isSoft ? 1 : 2) : 0));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  return {
    division,
    meanings,
    score: (WEIGHT.current + 1) * claims.length * sum(agreeing) + sum(weights),
    levels: meanings.filter((meaning, i) => meaning && hasLevel(meaning, claims[i])).length,
  };
}

function weightOf(
  { division, as, year }: Named,
  reading: Division,
  inside: ReadonlySet<Division>,
  thisYear: number,
): number {
  // A zone overlaps the districts of its city: it contradicts none of them.
  const overlaps =
    division.kind === "zone" && reading.kind !== "zone" && division.parent && inside.has(division.parent);
  if (overlaps) return WEIGHT.head;
  if (!inside.has(division)) return 0;
  if (as === "other" && division.level === "province") return WEIGHT.current;
  if (as === "former" && year !== null && thisYear - year <= RECENT_YEARS) return WEIGHT.current;
  return WEIGHT[as];
}

function hasLevel({ division }: Named, claim: Claim | undefined): boolean {
  return division.level === claim?.level || (division.kind === "municipality" && claim?.level === "city");
}

function isAbove(upper: Division, lower: Division): boolean {
  return upper !== lower && lower.path.includes(upper);
}
