import type { Claim } from "./claims.ts";
import type { Named } from "./divisions.ts";

/** A name that is not the division's own: a former one, valid until `year`, or one with a wrong suffix (null). */
export interface Correction {
  readonly from: string;
  readonly to: string;
  readonly year: number | null;
}

export function correctionsOf(claims: readonly Claim[], meanings: readonly (Named | null)[]): Correction[] {
  return meanings.flatMap((meaning, i) => {
    const claim = claims[i];
    if (!meaning || !claim || !["former", "part", "stem"].includes(meaning.as)) return [];
    // 莱芜市钢城区: the second names the district, so the first is about its city.
    const isAbove = claims.some(
      ({ isSoft }, k) => k > i && !isSoft && meanings[k]?.division === meaning.division,
    );
    const to = meaning.to ?? (isAbove ? meaning.division.parent?.name : null) ?? meaning.division.name;
    return claim.isTown || claim.text === to ? [] : [{ from: claim.text, to, year: meaning.year }];
  });
}
