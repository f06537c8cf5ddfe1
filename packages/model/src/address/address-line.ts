import type { StructuredAddress } from "./assemble.ts";

/**
 * An address in one line: all fields from the province down to the room, then what lies around it. A municipality's name
 * stands once. Numbers that would run together have a hyphen between them (3-2-501), Latin words a space.
 */
export function addressLine(address: Omit<StructuredAddress, "mentions">): string {
  const { province, city, district, town, devzone, community, villageGroup, intersection } = address;
  const { roads, pois, subPois, building, unit, floor, room, assist, distance } = address;
  const divisions = [province, city === province ? null : city, district, town];
  const named = [
    ...[district === devzone ? null : devzone, community, villageGroup],
    ...roads.flatMap(({ road, number }) => [road, number]),
    ...[intersection, ...pois, ...subPois],
  ];
  const inner = join([building, unit, floor, room], "-");
  return join([...divisions, ...named, inner, assist, distance], " ");
}

/** @param between what stands between two parts of which the one ends and the other begins with ASCII. */
function join(parts: readonly (string | null)[], between: string): string {
  return parts.reduce((line: string, part) => {
    if (part === null || part === "") return line;
    return /[\dA-Z]$/u.test(line) && /^[\dA-Z]/u.test(part) ? line + between + part : line + part;
  }, "");
}
