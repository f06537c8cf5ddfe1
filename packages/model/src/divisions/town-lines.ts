import { formatTowns } from "../address/division-rows.ts";
import type { DivisionRow, Town } from "../address/division-rows.ts";
import * as facts from "./facts.ts";
import type { Lists, TownList } from "./read-lists.ts";

const UNDIVIDED = ["441900", "442000", "460400", "620201"];

/** Towns by district: today's list, and that of 2023 for what it lacks: cities without districts, zones, 加格达奇区. */
export function townLines(lists: Lists, rows: readonly DivisionRow[]): string[] {
  const { areas, towns } = lists;
  const today = rows
    .filter(({ code, kind, heirs }) => /[^0]$|[^0]0$/u.test(code) && kind === "plain" && heirs.length === 0)
    .map(({ code }) => [code, correct(code, townsOf(towns.current, code))] as const)
    .filter(([, list]) => list.length > 0);
  const undivided = UNDIVIDED.map((code) => [code, townsOf(towns.towns2023, code)] as const);
  const older = [...towns.towns2023.keys()].filter(
    (code) => !areas.current.has(code) && !UNDIVIDED.includes(code),
  );
  return [
    ...[...today, ...undivided].map(([code, list]) => formatTowns(code, list)),
    ...older.flatMap((code) => uncodedLine(code, lists, rows)),
  ];
}

/** Towns of a division without a code, under the path of its name: those that no other division of the city has. */
function uncodedLine(code: string, { areas, towns }: Lists, rows: readonly DivisionRow[]): string[] {
  const list = townsOf(towns.towns2023, code);
  const city = `${code.slice(0, 4)}00`;
  const name = areas.towns2023.get(code);
  const uncoded = rows.find((one) => one.code === "" && one.name === name && one.parents[0] === city);
  if (!uncoded) return [];
  const elsewhere = new Set(
    [...towns.current].flatMap(([other, names]) =>
      other.startsWith(code.slice(0, 4)) && areas.current.has(other) ? [...names.values()] : [],
    ),
  );
  const own = list.filter((town) => !elsewhere.has(town.name)).map(({ name }) => ({ name, code: null }));
  return own.length > 0 ? [formatTowns(`${areas.current.get(city) ?? ""}/${uncoded.name}`, own)] : [];
}

function townsOf(list: TownList, district: string): Town[] {
  return [...(list.get(district) ?? [])]
    .sort()
    .map(([code, name]) => ({ code, name: name.replace(/\s/gu, "") }));
}

function correct(district: string, list: readonly Town[]): Town[] {
  const removed = facts.TOWNS_REMOVED.get(district) ?? [];
  const added = facts.TOWNS_ADDED.get(district) ?? [];
  return [
    ...list.filter(({ name }) => !removed.includes(name)),
    ...added.map((name) => ({ name, code: null })),
  ];
}
