import type { DivisionRow } from "../address/division-rows.ts";
import * as facts from "./facts.ts";
import { PACKAGES } from "./list-sources.ts";
import type { PackageName } from "./list-sources.ts";
import type { CodedList, Lists } from "./read-lists.ts";
import { isCounty, isZone } from "./vanished.ts";

const MUNICIPALITIES = new Set(["北京市", "天津市", "上海市", "重庆市"]);
const MEMORY = "facts.ts";

export function row(fields: Partial<DivisionRow> & Pick<DivisionRow, "name">): DivisionRow {
  const { name } = fields;
  const defaults = {
    code: "",
    kind: "plain",
    parents: [],
    validFrom: "",
    validTo: "",
    heirs: [],
    source: "",
  } as const;
  return { ...defaults, aliases: facts.ALIASES.get(name) ?? [], ...fields };
}

/** Today's provinces, cities and districts with codes, in the order of their codes, then those of Hong Kong and Macau. */
export function currentRows({ areas, elsewhere }: Lists): DivisionRow[] {
  const mainland = [...areas.current]
    .filter(([code, name]) => code < "700000" && (code.endsWith("00") || isCounty(code, name)))
    .map(([code, name]) =>
      row({
        code,
        name,
        kind: MUNICIPALITIES.has(name) ? "municipality" : "plain",
        parents: parentsOf(code, name),
        validFrom: firstSeen(code, name, areas),
      }),
    );
  return [
    ...mainland,
    ...uncodedRows(),
    ...hongKongAndMacau(areas.codes2020, elsewhere),
    ...taiwanRows(elsewhere),
  ];
}

function parentsOf(code: string, name: string): string[] {
  const also = facts.ALSO_INSIDE.get(code) ?? facts.ALSO_INSIDE.get(name) ?? [];
  return also.length > 0 ? [`${code.slice(0, 2)}0000`, ...also] : [];
}

/** "" if the oldest list has it; else between the last list without it and the first one with it. */
function firstSeen(code: string, name: string, areas: Lists["areas"]): string {
  const names = (Object.keys(PACKAGES) as PackageName[]).filter((list) => areas[list].size > 0);
  const first = names.findIndex((list) => [...areas[list]].some(([c, n]) => c === code && isSame(n, name)));
  const [before, since] = [names[first - 1], names[first]];
  return before && since ? `${PACKAGES[before].date}/${PACKAGES[since].date}` : "";
}

/** 北京市市辖区 in the oldest list. */
const isSame = (then: string, now: string): boolean => then === now || then === "市辖区";

function uncodedRows(): DivisionRow[] {
  return facts.UNCODED.map(([since = "", name = "", parent = "", source = ""]) =>
    row({
      name,
      parents: [parent, ...(facts.ALSO_INSIDE.get(name) ?? [])],
      validFrom: since === "-" ? "" : since,
      source,
    }),
  );
}

function hongKongAndMacau(codes: CodedList, elsewhere: Lists["elsewhere"]): DivisionRow[] {
  const source = PACKAGES.codes2020.spec;
  const provinces = ["810000", "820000"].map((code) => row({ code, name: codes.get(code) ?? "", source }));
  const areas = provinces.flatMap(({ code, name }) =>
    Object.keys(elsewhere[name] ?? {}).map((area) =>
      row({ name: area, kind: "area", parents: [code], source: PACKAGES.towns2023.spec }),
    ),
  );
  const areaOf = ([code, name]: readonly [string, string]): string => {
    const parent = code < "820000" ? "香港特别行政区" : "澳门特别行政区";
    const districts = Object.entries(elsewhere[parent] ?? {});
    const [area] = districts.find(([, names]) => names.some((one) => one.startsWith(name))) ?? [];
    return area ? `${parent}/${area}` : `${code.slice(0, 2)}0000`;
  };
  const districts = [...codes]
    .filter(([code]) => /^8[12]000[1-9]$|^81001\d$/u.test(code))
    .map(([code, name]) => {
      const alias = facts.AREA_ALIASES.get(name);
      return row({ code, name, parents: [areaOf([code, name])], source, aliases: alias ? [alias] : [] });
    });
  return [...provinces, ...areas, ...districts];
}

function taiwanRows(elsewhere: Lists["elsewhere"]): DivisionRow[] {
  const source = PACKAGES.towns2023.spec;
  const cities = elsewhere["台湾省"] ?? {};
  return [
    row({ code: "710000", name: "台湾省", source }),
    ...Object.entries(cities).flatMap(([city, districts]) => [
      row({ name: city, parents: ["710000"], source }),
      ...districts.map((name) => row({ name, parents: [`台湾省/${city}`], source })),
    ]),
    ...["金门县", "连江县"].map((name) =>
      row({ name, kind: "twin", parents: ["710000"], source: PACKAGES.current.spec }),
    ),
  ];
}

/** Zones of the statistical lists, the newest first, and new areas: they have a city, and no code of GB/T 2260. */
export function zoneRows({ areas }: Lists): DivisionRow[] {
  const lists = (Object.keys(PACKAGES) as PackageName[]).reverse();
  const newest = ["towns2023" as const, ...lists.filter((list) => list !== "towns2023")];
  const zones = new Map<string, DivisionRow>();
  for (const list of newest) {
    for (const [code, name] of areas[list]) {
      const city = `${code.slice(0, 4)}00`;
      // 高新区 at 90 and above is no name of its own.
      if (
        !isZone(code, name) ||
        code.endsWith("00") ||
        code > "700000" ||
        /9\d$/u.test(code) ||
        !areas.current.has(city)
      )
        continue;
      if (zones.has(city + name)) continue;
      zones.set(city + name, zoneRow(name, city, list));
    }
  }
  const newAreas = facts.NEW_AREAS.map(([since = "", name = "", ...parents]) =>
    parents.map((city) => row({ name, kind: "zone", parents: [city], validFrom: since, source: MEMORY })),
  ).flat();
  const known = new Set(newAreas.map(({ name, parents }) => `${parents[0] ?? ""}${name}`));
  return [
    ...[...zones.values()].filter(({ name, parents }) => !known.has(`${parents[0] ?? ""}${name}`)),
    ...newAreas,
  ];
}

function zoneRow(name: string, city: string, list: PackageName): DivisionRow {
  const { spec, date } = PACKAGES[list];
  // Gone from the statistics by June 2023; the place is there all the same.
  const validTo =
    list === "towns2023" || date > PACKAGES.towns2023.date ? "" : `${date}/${PACKAGES.towns2023.date}`;
  return row({ name, kind: "zone", parents: [city], validTo, source: spec });
}
