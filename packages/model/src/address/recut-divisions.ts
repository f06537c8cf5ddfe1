import type { Division, DivisionLevel, Divisions, Named } from "./divisions.ts";

interface Tagged {
  readonly type: string;
  readonly text: string;
  readonly start?: number;
  readonly end?: number;
}

const TYPES: Readonly<Record<DivisionLevel, string>> = {
  province: "prov",
  city: "city",
  district: "district",
};
const DIVISION_TYPES = new Set(Object.values(TYPES));
/** What a piece of a division's name is taken for: 九 and 龙城区, 桃园市中 and 坜区. */
const CUT_TYPES = new Set([...DIVISION_TYPES, "town", "devzone", "community", "poi", "subpoi", "assist"]);
const FULL_NAME = /[省市区區县縣旗州盟]$/u;
/** More pieces than any address has of its divisions. */
const PIECES_MAX = 8;

/**
 * Elements with divisions' names cut as the divisions have them, where the tagger cut inside one or took one for a place:
 * 港九 and 龙城区 are 港 and 九龙城区, the place 桃园市中坜区 is 桃园市 and 中坜区. Only where elements that stand together are
 * nothing but two names or more, each inside the one before it, so that chance has no part in it.
 */
export function recutDivisions<T extends Tagged>(
  elements: readonly T[],
  divisions: Divisions,
): readonly (T | Tagged)[] {
  return runsOf(elements).flatMap((run) => recutRun(run, divisions));
}

/** Elements that stand together without a gap and may hold divisions; all others alone. */
function runsOf<T extends Tagged>(elements: readonly T[]): T[][] {
  const runs: T[][] = [];
  for (const element of elements) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const isApart = before?.end !== undefined && element.start !== undefined && before.end !== element.start;
    const isNext = before && !isApart && CUT_TYPES.has(before.type) && CUT_TYPES.has(element.type);
    if (run && isNext) run.push(element);
    else runs.push([element]);
  }
  return runs;
}

function recutRun<T extends Tagged>(run: readonly T[], divisions: Divisions): readonly (T | Tagged)[] {
  // 杭州西湖 is the lake: only a full name ends a place that is none.
  const last = run.findLastIndex(({ text }) => FULL_NAME.test(text));
  const whole = run.slice(0, last + 1).map((one) => isWhole(one, divisions));
  if (whole.every(Boolean)) return run;
  const recut: (T | Tagged)[] = [];
  for (let at = 0; at < run.length;) {
    let end = Math.min(last + 1, at + PIECES_MAX);
    let names: Tagged[] | null = null;
    for (; end > at && !names; end--) {
      if (!whole.slice(at, end).every(Boolean)) names = namesIn(run.slice(at, end), divisions);
    }
    recut.push(...(names ?? [run[at] as T]));
    at = names ? end + 1 : at + 1;
  }
  return recut;
}

/** Tagged as a division and one by its name: nothing to mend. */
const isWhole = ({ type, text }: Tagged, divisions: Divisions): boolean =>
  DIVISION_TYPES.has(type) && namesOf(text, divisions).length > 0;

function namesIn(pieces: readonly Tagged[], divisions: Divisions): Tagged[] | null {
  const text = pieces.map((piece) => piece.text).join("");
  const names = FULL_NAME.test(text) ? nestedNames(text, null, divisions) : null;
  return names && names.length > 1 ? asElements(names, pieces[0]?.start) : null;
}

/** Names are of one code unit a code point. */
function asElements(names: readonly NestedName[], start: number | undefined): Tagged[] {
  let end = start ?? 0;
  return names.map(({ text, level }) => {
    const from = end;
    end += text.length;
    return { type: TYPES[level], text, ...(start === undefined ? {} : { start: from, end }) };
  });
}

interface NestedName {
  readonly text: string;
  readonly level: DivisionLevel;
}

/** The text as names of which each lies inside the one before, the longest first; null if it is anything else. */
function nestedNames(
  text: string,
  above: readonly Division[] | null,
  divisions: Divisions,
): NestedName[] | null {
  for (let length = Math.min(text.length, NAME_LENGTH_MAX); length >= 1; length--) {
    const name = text.slice(0, length);
    const inside = namesOf(name, divisions).filter(
      ({ division }) => above === null || isBelow(division, above),
    );
    const [first] = inside;
    if (!first) continue;
    const one: NestedName = { text: name, level: first.division.level };
    if (length === text.length) return [one];
    const others = nestedNames(
      text.slice(length),
      inside.map(({ division }) => division),
      divisions,
    );
    if (others) return [one, ...others];
  }
  return null;
}

/** 积石山保安族东乡族撒拉族自治县 has 15. */
const NAME_LENGTH_MAX = 16;

/** Zones overlap what they stand in. A single character is a province's only: 港, 沪. */
function namesOf(name: string, divisions: Divisions): readonly Named[] {
  const named = divisions.named(name).filter(({ division, as }) => division.kind !== "zone" && as !== "part");
  const known = named.length === 0 && /地区$/u.test(name) ? divisions.sameStem(name) : named;
  return name.length > 1 ? known : known.filter(({ division }) => division.level === "province");
}

const isBelow = (one: Division, above: readonly Division[]): boolean =>
  above.some(
    (upper) => upper !== one && one.path.some((step) => step === upper || step.alsoInside.includes(upper)),
  );
