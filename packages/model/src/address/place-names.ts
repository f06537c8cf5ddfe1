import type { StructuredAddress } from "./assemble.ts";
import type { Claim } from "./claims.ts";
import { CANDIDATES_MAX, GENERIC, soft, splitNames } from "./claims.ts";
import { lookUpKey } from "./division-names.ts";
import type { Divisions } from "./divisions.ts";

/** 西湖 is a lake; 西湖区 is no place. Simplified or traditional. */
const IS_DIVISION = /[省市区县旗州盟區縣]$/u;

/**
 * Places that are nothing but names of divisions, which the tagger took for a place, or cut into several parts of one:
 * 公主岭市, 沪浦东新区, 香港油尖 and 旺区. They support a reading and contradict none, since a firm may be called so.
 */
export function divisionPlaces(address: StructuredAddress, divisions: Divisions): Claim[] {
  const { town, community, pois, subPois } = address;
  const run = [town, community, pois[0], subPois[0]].filter((text) => typeof text === "string");
  for (let length = run.length; length > 1; length--) {
    for (let start = 0; start + length <= run.length; start++) {
      const claims = claimsOf(run.slice(start, start + length), divisions);
      if (claims.length > 0) return claims;
    }
  }
  const places = [...pois, ...subPois, ...(community === null ? [] : [community])];
  return places.flatMap((place) => claimsOf([place], divisions));
}

function claimsOf(places: readonly string[], divisions: Divisions): Claim[] {
  if (!IS_DIVISION.test(places.at(-1) ?? "")) return [];
  const text = lookUpKey(places.join(""));
  if (text.length < 2 || GENERIC.test(text)) return [];
  return (splitNames(text, divisions) ?? []).flatMap((part) => {
    const candidates = divisions.named(part);
    return candidates.length > CANDIDATES_MAX ? [] : [{ ...soft(part, candidates), places }];
  });
}

/** Only where nothing else names a division: places that begin with a county's or city's full name, unlike 三元桥. */
export function placeHeads({ pois, community }: StructuredAddress, divisions: Divisions): Claim[] {
  return [...pois, ...(community === null ? [] : [community])].flatMap((text) => {
    for (let length = Math.min(text.length - 1, 15); length >= 3; length--) {
      const head = text.slice(0, length);
      if (!/[省市县旗州盟]$/u.test(head)) continue;
      const named = divisions.named(head).filter(({ as }) => as === "current");
      const [only] = named;
      if (only && named.length === 1)
        return [soft(text, [{ division: only.division, as: "head", year: null }])];
    }
    return [];
  });
}
