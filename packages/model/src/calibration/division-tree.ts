import { parseDivisions, parseTowns } from "../address/division-rows.ts";
import type { Division } from "../address/divisions.ts";
import { divisionsText, loadDivisions } from "../address/load-divisions.ts";
import type { Divisions } from "./generate-addresses.ts";

/** Names by province, city and district with its towns, as addresses are made from; `直辖` where there is no city. */
export function divisionTree(): Divisions {
  const towns = new Map(
    parseDivisions(divisionsText()).towns.map((row) => [row.key, parseTowns(row).map(({ name }) => name)]),
  );
  const districtsOf = (parent: Division) =>
    Object.fromEntries(
      parent.children
        .filter(({ level, adcode }) => level === "district" && adcode !== null)
        .map(({ name, adcode }) => [name, towns.get(adcode ?? "") ?? []]),
    );
  const citiesOf = (province: Division) => {
    const cities = province.children.filter(({ level, kind }) => level === "city" && kind === "plain");
    const direct = districtsOf(province);
    const named = cities.map((city) => [city.name, districtsOf(city)] as const);
    return Object.fromEntries([...named, ...(Object.keys(direct).length > 0 ? [["直辖", direct]] : [])]);
  };
  const mainland = loadDivisions().provinces.filter(({ adcode }) => (adcode ?? "") < "700000");
  return Object.fromEntries(mainland.map((province) => [province.name, citiesOf(province)]));
}
