import type { DivisionRow } from "../address/division-rows.ts";
import { shortName } from "../address/division-names.ts";
import { row } from "./assemble-rows.ts";
import type { FormerFact } from "./facts.ts";
import * as facts from "./facts.ts";
import { PACKAGES } from "./list-sources.ts";
import type { Lists } from "./read-lists.ts";
import type { Vanished } from "./vanished.ts";
import { splitDistricts, successorsOf, vanishedNames } from "./vanished.ts";

const MEMORY = "facts.ts";

/**
 * Former divisions, derived from the lists and from what `facts.ts` adds, and towns' moves between districts.
 * @throws if the area of a vanished name can't be found: `facts.ts` then lacks a line.
 */
export function formerRows(lists: Lists, current: readonly DivisionRow[]): DivisionRow[] {
  const stated = facts.FORMER.map((fact) => factRow(fact, current));
  const known = new Set(facts.FORMER.map(({ name, city }) => `${city}/${name}`));
  const derived = vanishedNames(lists).filter((one) => !isStill(one, lists, current));
  const open: string[] = [];
  const rows = derived
    .filter((one) => !known.has(`${cityThen(one, lists)}/${one.name}`))
    .flatMap((one) => {
      const found = derivedRows(one, lists, current);
      if (found.length === 0) open.push(`${one.code} ${one.name}`);
      return found;
    });
  if (open.length > 0)
    throw new Error(`No division found that holds the area of: ${open.join(", ")}. Add them to facts.ts.`);
  return [...rows, ...stated, ...partRows(lists, current)];
}

/** Only the code changed (542222 扎囊县), or it never had one. */
function isStill(one: Vanished, lists: Lists, current: readonly DivisionRow[]): boolean {
  const stem = shortName(cityThen(one, lists));
  return current.some(
    ({ code, name, parents }) =>
      name === one.name &&
      (code === ""
        ? parents[0] === `${one.code.slice(0, 4)}00`
        : code.slice(0, 2) === one.code.slice(0, 2) &&
          (code.slice(0, 4) === one.code.slice(0, 4) ||
            shortName(cityOf(code, lists)) === stem ||
            isDirect(one.code)) &&
          successorsOf(one, lists).codes.includes(code)),
  );
}

/** 139001 定州市: stood directly under the province. */
const isDirect = (code: string): boolean => /^\d\d90/u.test(code);

function derivedRows(one: Vanished, lists: Lists, current: readonly DivisionRow[]): DivisionRow[] {
  const { codes, parts } = successorsOf(one, lists);
  if (codes.length === 0) return [];
  const { code, name, lastSeen, goneBy, source } = one;
  const year = facts.YEARS.get(name);
  const validTo = year && year <= goneBy.slice(0, 4) ? year : `${lastSeen}/${goneBy}`;
  const then = cityThen(one, lists);
  const isElsewhere = !codes.some((heir) => isBelow(heir, then, current)) && !isDirect(code);
  const parents = isElsewhere ? [then] : [];
  const former = row({ code, name, parents, validTo, heirs: codes, source, aliases: [] });
  return parts.length > 0 ? [former, { ...former, kind: "part", parents: [], heirs: parts }] : [former];
}

function factRow({ name, city, year, heirs }: FormerFact, current: readonly DivisionRow[]): DivisionRow {
  const codes = heirs.map((path) => referenceOf(path, current));
  const isElsewhere = city !== "" && !codes.some((heir) => isBelow(heir, city, current));
  return row({
    name,
    parents: isElsewhere ? [city] : [],
    validTo: year,
    heirs: codes,
    source: MEMORY,
    aliases: [],
  });
}

function partRows(lists: Lists, current: readonly DivisionRow[]): DivisionRow[] {
  const parts = facts.PARTS.map((fact): DivisionRow => ({ ...factRow(fact, current), kind: "part" }));
  const stated = [...parts, ...facts.MOVED.flatMap((fact) => movedRows(fact, current))];
  const derived = splitDistricts(lists)
    .map(({ from, to, lastSeen }) =>
      row({
        code: from,
        name: lists.areas.current.get(from) ?? "",
        kind: "part",
        validTo: `${lastSeen}/${PACKAGES.current.date}`,
        heirs: [to],
        source: PACKAGES[lastSeen > "2020" ? "towns2023" : "towns2019"].spec,
        aliases: [],
      }),
    )
    .filter(({ name, heirs }) => !stated.some((one) => one.name === name && one.heirs[0] === heirs[0]));
  return [...derived, ...stated];
}

/** One row for each division that kept its name and left the city. */
function movedRows({ name: city, year, heirs }: FormerFact, current: readonly DivisionRow[]): DivisionRow[] {
  return heirs.map((path) => {
    const name = path.split("/").at(-1) ?? "";
    const codes = [referenceOf(path, current)];
    return row({
      name,
      kind: "part",
      parents: [city],
      validTo: year,
      heirs: codes,
      source: MEMORY,
      aliases: [],
    });
  });
}

/** The code of `city/district`, of `province/district` where there is no city, or the path itself where it has no code. */
function referenceOf(path: string, current: readonly DivisionRow[]): string {
  const [above = "", name = ""] = path.split("/");
  const found = current.find(
    (one) => one.name === name && aboveCodes(one).some((code) => nameOf(code, current) === above),
  );
  if (!found) throw new Error(`facts.ts: ${path} is no division of today.`);
  return found.code || path;
}

/** Whether a division of that name is above the heir today; 山南地区 counts as 山南市. */
function isBelow(heir: string, above: string, current: readonly DivisionRow[]): boolean {
  const [first = ""] = heir.split("/");
  const names = /^\d+$/u.test(heir)
    ? aboveCodes(row({ code: heir, name: "" })).map((code) => nameOf(code, current) ?? "")
    : [first];
  return names.some((name) => shortName(name) === shortName(above));
}

function aboveCodes({ code, parents }: DivisionRow): string[] {
  const own = code
    ? [`${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`].filter((above) => above !== code)
    : [];
  return [...parents, ...own];
}

const nameOf = (code: string, current: readonly DivisionRow[]): string | undefined =>
  current.find((one) => one.code === code)?.name;

function cityThen({ code, source }: Vanished, lists: Lists): string {
  const list = Object.entries(PACKAGES).find(([, { spec }]) => spec === source)?.[0] as keyof Lists["areas"];
  const name = lists.areas[list].get(`${code.slice(0, 4)}00`) ?? "";
  if (!/市辖区|^县$|直辖|郊县/u.test(name) && name) return name;
  return lists.areas.current.get(`${code.slice(0, 2)}0000`) ?? "";
}

const cityOf = (code: string, lists: Lists): string => lists.areas.current.get(`${code.slice(0, 4)}00`) ?? "";
