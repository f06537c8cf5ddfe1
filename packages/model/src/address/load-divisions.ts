import { createRequire } from "node:module";
import type { Division, Divisions } from "./divisions.ts";
import { indexDivisions } from "./divisions.ts";

interface CodedDivision {
  readonly code: string;
  readonly name: string;
  readonly children?: readonly CodedDivision[];
}
type NamedTree = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
type Node = Omit<Division, "children"> & { readonly children: Node[] };

// Statistical headings, not divisions: what they hold stands directly under the province.
const HEADING = /^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/u;
const ADCODE_ELSEWHERE: Readonly<Record<string, string>> = {
  台湾省: "710000",
  香港特别行政区: "810000",
  澳门特别行政区: "820000",
};

let loaded: Divisions | undefined;

/** The divisions of China as of June 2023 (divisions/README.md); read on the first call, ~20 ms, then kept. */
export function loadDivisions(): Divisions {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  const mainland = require("@meridian/model/divisions/pca-code.json") as readonly CodedDivision[];
  const elsewhere = require("@meridian/model/divisions/HK-MO-TW.json") as NamedTree;
  loaded = indexDivisions([
    ...mainland.map(mainlandProvince),
    ...Object.entries(elsewhere).map(([name, cities]) => provinceElsewhere(name, cities)),
  ]);
  return loaded;
}

function mainlandProvince({ code, name, children: cities = [] }: CodedDivision): Division {
  const isMunicipality = cities[0]?.name === "市辖区";
  const adcode = `${code}0000`;
  const province = node(name, "province", adcode, null, isMunicipality ? "municipality" : "plain");
  for (const city of cities) {
    const isHeading = HEADING.test(city.name);
    const parent = isHeading ? province : node(city.name, "city", `${city.code}00`, province);
    for (const { code: adcode, name } of city.children ?? []) {
      // Four cities have no districts; the data puts their towns, with nine digits, in that place.
      if (adcode.length === 6) node(name, "district", adcode, parent);
    }
  }
  return province;
}

function provinceElsewhere(name: string, cities: NamedTree[string]): Division {
  const adcode = ADCODE_ELSEWHERE[name] ?? "";
  const province = node(name, "province", adcode, null);
  for (const [cityName, districts] of Object.entries(cities)) {
    const city = node(cityName, "city", adcode, province, name === "台湾省" ? "plain" : "area");
    for (const text of districts) {
      // 嘉模堂区（氹仔）: the brackets hold the island's name.
      const [, district = text, alias = null] = /^(.+)（(.+)）$/u.exec(text) ?? [];
      city.children.push({
        name: district,
        level: "district",
        adcode,
        parent: city,
        kind: "plain",
        alias,
        children: [],
      });
    }
  }
  return province;
}

function node(
  name: string,
  level: Division["level"],
  adcode: string,
  parent: Node | null,
  kind: Division["kind"] = "plain",
): Node {
  const division: Node = { name, level, adcode, parent, kind, alias: null, children: [] };
  parent?.children.push(division);
  return division;
}
