import { Random } from "./random.ts";
import * as w from "./words.ts";

/** Province → city → district → towns, as `divisionTree` makes them. */
export type Divisions = Readonly<Record<string, Record<string, Record<string, readonly string[]>>>>;

/** An element as written in the address. */
export interface Part {
  readonly type: string;
  readonly text: string;
}

/**
 * Made-up addresses with their elements, in the way MGeo's training data labels them: a municipality is a `city`, door
 * and building numbers are `houseno`. The same seed gives the same addresses.
 */
export function generateAddresses(divisions: Divisions, count: number, seed: number): Part[][] {
  const r = new Random(seed);
  return Array.from({ length: count }, () => {
    const [town, ...regions] = pickDivisions(r, divisions);
    const dropped = r.below(3) === 0 ? r.below(regions.length) : 0;
    const leading = [...regions.slice(dropped), ...(r.below(2) && town ? [town] : [])];
    return [...leading, ...r.pick([street, street, street, estate, estate, village, zone, crossing])(r)];
  });
}

const part = (type: string, text: string): Part => ({ type, text });

/** The town first, then province, city and district; what stands for no real division is left out. */
function pickDivisions(r: Random, divisions: Divisions): [Part | undefined, ...Part[]] {
  const province = r.pick(Object.keys(divisions));
  const cities = divisions[province] ?? {};
  const city = r.pick(Object.keys(cities));
  const district = r.pick(Object.keys(cities[city] ?? {}));
  const town = r.pick(cities[city]?.[district] ?? []);
  const isReal = (name: string): boolean => !/直辖|市辖区$|^县$/u.test(name);
  const isMunicipality = /^(北京|天津|上海|重庆)市$/u.test(province);
  return [
    town !== undefined && /(街道|镇|乡)$/u.test(town) ? part("town", town) : undefined,
    part(isMunicipality ? "city" : "prov", province),
    ...(isReal(city) && !isMunicipality ? [part("city", city)] : []),
    ...(isReal(district) ? [part("district", district)] : []),
  ];
}

function road(r: Random): Part {
  return part("road", r.pick(w.ROAD_STEMS) + r.pick(w.ROAD_KINDS));
}

function roadNumber(r: Random): Part {
  return part("roadno", `${r.number(1999)}号`);
}

function inside(r: Random): readonly Part[] {
  return [
    ...r.maybe(
      2,
      part(
        "houseno",
        `${r.pick([r.number(40), r.pick(["A", "B", "C"])])}${r.pick(["幢", "栋", "号楼", "座"])}`,
      ),
    ),
    ...r.maybe(3, part("cellno", `${r.number(6)}单元`)),
    ...r.maybe(3, part("floorno", `${r.number(32)}${r.pick(["楼", "层"])}`)),
  ];
}

function street(r: Random): Part[] {
  const building = part("poi", r.pick(w.POI_STEMS) + r.pick(w.BUILDINGS));
  const shop = part("poi", r.pick(w.POI_STEMS) + r.pick(w.SHOPS));
  return [road(r), roadNumber(r), ...r.pick([[], [building, ...inside(r)], [shop]])];
}

function estate(r: Random): Part[] {
  return [
    ...r.maybe(2, road(r), roadNumber(r)),
    part("poi", r.pick(w.POI_STEMS) + r.pick(w.ESTATES)),
    ...inside(r),
  ];
}

function village(r: Random): Part[] {
  const name = part("community", `${r.pick(w.VILLAGE_STEMS)}村`);
  return [
    name,
    ...r.maybe(2, part("village_group", `${r.number(20)}组`)),
    ...r.maybe(2, part("houseno", `${r.number(200)}号`)),
  ];
}

function zone(r: Random): Part[] {
  return [part("devzone", r.pick(w.POI_STEMS) + r.pick(w.ZONES)), road(r), roadNumber(r), ...inside(r)];
}

function crossing(r: Random): Part[] {
  const near = [part("poi", r.pick(w.POI_STEMS) + r.pick(w.PLACES)), part("assist", r.pick(w.SIDES))];
  const meeting = [road(r), road(r), part("intersection", "交叉口")];
  const away = part("distance", `${r.number(9)}00米`);
  return r.pick([
    [road(r), ...near],
    near,
    [...meeting, ...r.maybe(2, part("assist", r.pick(w.SIDES)))],
    [...near, away],
  ]);
}

/** Made-up searches for places as people type them, where and then what. The same seed gives the same queries. */
export function generateQueries(divisions: Divisions, count: number, seed: number): string[] {
  const r = new Random(seed);
  return generateAddresses(divisions, count, seed + 1).map((address) => {
    const where = address.slice(0, 1 + r.below(address.length)).map(({ text }) => text);
    const kind = r.pick([...w.SHOPS, ...w.PLACES]);
    return [...where, r.pick(w.LINKS), ...r.maybe(2, r.pick(w.POI_STEMS)), kind].join("");
  });
}
