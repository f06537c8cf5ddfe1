import type { Division, DivisionLevel } from "./divisions.ts";

/** A division with those above it. `city` is null where there is none: counties under a province, Hong Kong, Macau. */
export interface Place {
  readonly province: string;
  readonly city: string | null;
  readonly district: string | null;
  /** Six digits of the finest division that has a code. */
  readonly adcode: string;
}

/** The province, city and district of a division; a zone stands in the district's place. */
export function placeOf(division: Division): Place {
  return {
    province: divisionAt(division, "province")?.name ?? division.name,
    city: divisionAt(division, "city")?.name ?? null,
    district: divisionAt(division, "district")?.name ?? null,
    adcode: adcodeOf(division) ?? "",
  };
}

/** The division itself or the one above it of that level. A municipality is its own city; parts like 九龙 are none. */
export function divisionAt(division: Division, level: DivisionLevel): Division | null {
  const path = division.path;
  const [province] = path;
  if (level === "city" && province?.kind === "municipality") return province;
  return path.find((one) => one.level === level && one.kind !== "area") ?? null;
}

/** Six digits of the division, or of the nearest one above it that has some. */
export function adcodeOf({ adcode, parent }: Division): string | null {
  return adcode ?? (parent ? adcodeOf(parent) : null);
}

/** The divisions that all of these share, down to the finest; null if not even the province is the same. */
export function commonDivision(divisions: readonly Division[]): Division | null {
  const [first, ...others] = divisions;
  if (!first) return null;
  const shared = first.path.filter((division) => others.every((other) => other.path.includes(division)));
  return shared.at(-1) ?? null;
}
