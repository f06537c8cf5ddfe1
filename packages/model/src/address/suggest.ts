import type { Claim } from "./claims.ts";
import { lookUpKey } from "./division-names.ts";
import type { Division, Divisions } from "./divisions.ts";

/** What a name that no division has may have been meant to be. Nothing is changed by it. */
export interface Suggestion {
  readonly from: string;
  readonly to: string;
}

/**
 * For names that no division has: the one full name that differs in one character (杭卅市 → 杭州市), of what is certain
 * already or below it; and the one with another suffix (余江县 where only 余江区 is).
 */
export function suggest(
  claims: readonly Claim[],
  certain: Division | null,
  divisions: Divisions,
): Suggestion[] {
  let within = certain;
  return claims.flatMap(({ text, candidates }) => {
    const near =
      candidates.length > 0 ? candidates.map(({ division }) => division) : nearest(text, divisions);
    const fitting = near.filter((division) => !within || isOnOnePath(division, within));
    const [only] = fitting;
    if (!only || new Set(fitting).size > 1) return [];
    // 淅江省杭卅市: the province that the first one suggests holds the second.
    if (!within?.path.includes(only)) within = only;
    return [{ from: text, to: only.name }];
  });
}

/** 杭卅市 is above the 余杭区 that is certain, 余杬区 below the 杭州市 that is. */
const isOnOnePath = (one: Division, other: Division): boolean =>
  one.path.includes(other) || other.path.includes(one) || other.alsoInside.includes(one);

function nearest(text: string, divisions: Divisions): Division[] {
  const typed = lookUpKey(text);
  const alike = typed.length < 3 ? [] : (namesByShape(divisions).get(shapeOf(typed)) ?? []);
  return alike.flatMap((name) => {
    let different = 0;
    for (let i = 0; i < name.length; i++) if (name[i] !== typed[i]) different++;
    if (different !== 1) return [];
    const named = divisions.named(name).filter(({ as }) => as === "current");
    return named.map(({ division }) => division);
  });
}

/** Only names of the same length and kind can differ in one character. */
const shapeOf = (name: string): string => `${name.length}${name.at(-1) ?? ""}`;
const shapes = new WeakMap<Divisions, Map<string, string[]>>();

function namesByShape(divisions: Divisions): Map<string, string[]> {
  const known = shapes.get(divisions);
  if (known) return known;
  const made = new Map<string, string[]>();
  const withDescendants = (one: Division): Division[] => [one, ...one.children.flatMap(withDescendants)];
  for (const name of new Set(divisions.provinces.flatMap(withDescendants).map((one) => one.name))) {
    const shape = shapeOf(name);
    made.set(shape, [...(made.get(shape) ?? []), name]);
  }
  shapes.set(divisions, made);
  return made;
}
