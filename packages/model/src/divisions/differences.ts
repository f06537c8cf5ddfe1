import { parseDivisions } from "../address/division-rows.ts";
import { PACKAGES } from "./list-sources.ts";
import type { PackageName } from "./list-sources.ts";
import type { Lists } from "./read-lists.ts";
import { isCounty } from "./vanished.ts";

/** County-level names of the lists, under their code, that the file has neither as a division of today nor as a former one. */
export function differences(text: string, { areas }: Pick<Lists, "areas">): string[] {
  const { rows } = parseDivisions(text);
  const names = new Set(rows.map(({ name }) => name));
  const coded = new Set(rows.filter(({ heirs }) => heirs.length === 0).map(({ code, name }) => code + name));
  const unknown = (Object.keys(PACKAGES) as PackageName[]).flatMap((list) =>
    [...areas[list]]
      // 高新区 at 90 and above is one package's heading, no zone's name.
      .filter(([code, name]) => isCounty(code, name) && !/9\d$/u.test(code) && !names.has(name))
      .map(([code, name]) => `${PACKAGES[list].spec}: ${code} ${name} has no row.`),
  );
  const missing = [...areas.current]
    .filter(([code, name]) => isCounty(code, name) && !coded.has(code + name))
    .map(([code, name]) => `${PACKAGES.current.spec}: ${code} ${name} is not a division of today.`);
  return [...unknown, ...missing];
}
