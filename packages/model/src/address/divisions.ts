import type { Division, DivisionLevel } from "./division.ts";
import type { DivisionFile, DivisionRow } from "./division-rows.ts";
import { lookUpKey, otherNames, shortName, zoneNames } from "./division-names.ts";
import type { TownPlace } from "./town-index.ts";
import { TownIndex } from "./town-index.ts";

export type { Division, DivisionLevel };

/**
 * What a name may stand for.
 * - `current` its full name, `other` a usual short form, `stem` its name with another suffix.
 * - `former` a name it had until `year`, `part` the name of a division that it got towns or counties from.
 * - `town` a town in it, `head` the name that the text begins with (西安高新区).
 * - `near` proves nothing alone: a town under another suffix, 西安区 for 西安高新区.
 */
export interface Named {
  readonly division: Division;
  readonly as: "current" | "other" | "stem" | "former" | "part" | "town" | "near" | "head";
  readonly year: number | null;
  /** Today's name of what the text names, where that is not the division's. */
  readonly to?: string | undefined;
}

/** All divisions, looked up by name. */
export interface Divisions {
  /** Day on which they were true. */
  readonly date: string;
  readonly source: string;
  readonly provinces: readonly Division[];
  /** What a name stands for; [] if nothing. */
  named(text: string): readonly Named[];
  /** Divisions of that stem with another suffix: 江宁县 finds 江宁区. */
  sameStem(text: string): readonly Named[];
  /** Towns of that name, with or without their suffix, in these provinces. */
  towns(text: string, provinces?: ReadonlySet<Division>): readonly TownPlace[];
  /** Nine digits of a town; null without a source for them. */
  townCode(town: TownPlace): string | null;
  /** Division with these six digits. */
  byCode(code: string): Division | undefined;
}

type Node = Omit<Division, "children" | "alsoInside"> & {
  readonly children: Node[];
  readonly alsoInside: Node[];
};

/** Indexes the file's rows. Throws if a row names a division that is not in it. */
export function indexDivisions({ date, source, rows, towns }: DivisionFile): Divisions {
  const tree = new Tree(rows.filter(({ heirs }) => heirs.length === 0));
  const names = new Map<string, Named[]>();
  const stems = new Map<string, Named[]>();
  for (const { node, row } of tree.nodes) addNames(node, row, names, stems);
  for (const row of rows) if (row.heirs.length > 0) addFormer(row, tree, names);
  const index = new TownIndex(towns, (key) => tree.find(key) ?? tree.find(`${key.slice(0, 4)}00`));
  return {
    date,
    source,
    provinces: tree.provinces,
    // Nearly every name is typed as it is kept: folding it first would cost more than all look-ups.
    named: (text) => names.get(text) ?? names.get(lookUpKey(text)) ?? [],
    sameStem: (text) => stems.get(shortName(lookUpKey(text))) ?? [],
    towns: (text, within) => index.find(lookUpKey(text), within),
    townCode: (town) => index.codeOf(town),
    byCode: (code) => tree.find(code),
  };
}

/** Division of each row, by code and by `name above/name`. */
class Tree {
  readonly nodes: { readonly node: Node; readonly row: DivisionRow }[] = [];
  readonly provinces: Node[] = [];
  readonly #byKey = new Map<string, Node>();

  constructor(rows: readonly DivisionRow[]) {
    const links: (readonly [Node, string])[] = [];
    for (const row of rows) {
      const [first, ...others] = row.parents.length > 0 ? row.parents : parentCodes(row.code);
      const parent = first === undefined ? undefined : this.#require(this.#nearest(first, row), row);
      const node = newNode(row, parent ?? null);
      if (parent) parent.children.push(node);
      else this.provinces.push(node);
      this.nodes.push({ node, row });
      if (row.code) this.#byKey.set(row.code, node);
      this.#byKey.set(`${parent?.name ?? ""}/${row.name}`, node);
      if (row.parents.length > 0) links.push(...others.map((other) => [node, other] as const));
    }
    // 伊犁哈萨克自治州 may stand behind what people name inside it.
    for (const [node, key] of links) node.alsoInside.push(this.#require(this.find(key), { name: key }));
  }

  find(key: string): Node | undefined {
    return this.#byKey.get(key);
  }

  /** A district's city, or the province where there is none. */
  #nearest(key: string, { code, parents }: DivisionRow): Node | undefined {
    return this.find(key) ?? (parents.length === 0 ? this.find(`${code.slice(0, 2)}0000`) : undefined);
  }

  #require(node: Node | undefined, { name }: Pick<DivisionRow, "name">): Node {
    if (!node) throw new Error(`Divisions: what is above ${name} is not in the file, or stands behind it.`);
    return node;
  }
}

function parentCodes(code: string): string[] {
  if (code.endsWith("0000")) return [];
  return [code.endsWith("00") ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`];
}

function newNode({ code, name, kind, validFrom }: DivisionRow, parent: Node | null): Node {
  const isCity = code ? code.endsWith("00") : parent?.parent === null && /^7/u.test(parent.adcode ?? "");
  const level = !parent ? "province" : kind === "area" || (isCity && kind !== "zone") ? "city" : "district";
  const own = kind === "part" || kind === "twin" ? "plain" : kind;
  const path: Division[] = parent ? [...parent.path] : [];
  const adcode = code || null;
  const node: Node = {
    name,
    level,
    adcode,
    parent,
    alsoInside: [],
    children: [],
    path,
    kind: own,
    validFrom,
  };
  path.push(node);
  return node;
}

function addNames(
  node: Node,
  row: DivisionRow,
  names: Map<string, Named[]>,
  stems: Map<string, Named[]>,
): void {
  const { name, parent, kind } = node;
  append(names, name, { division: node, as: row.kind === "twin" ? "other" : "current", year: null });
  const rules =
    kind === "zone" ? zoneNames(name, parent?.name ?? "") : otherNames(name, parent?.name ?? null);
  for (const other of new Set([...rules, ...row.aliases])) {
    if (other === name) continue;
    // 海港开发区 without 唐山 may be anywhere.
    const isHeadless = kind === "zone" && !other.includes(shortName(parent?.name ?? ""));
    append(names, other, { division: node, as: isHeadless ? "near" : "other", year: null });
  }
  if (parent && kind !== "zone") append(stems, shortName(name), { division: node, as: "stem", year: null });
}

/** The former name itself, its short form where no division has it today, and the city that it was in then. */
function addFormer(
  { name, kind, heirs, parents, validTo }: DivisionRow,
  tree: Tree,
  names: Map<string, Named[]>,
): void {
  const year = yearOf(validTo);
  const short = shortName(name);
  const isFree = short !== name && !names.get(short)?.some(({ as }) => as === "current" || as === "other");
  for (const heir of heirs) {
    const division = tree.find(heir);
    if (!division)
      throw new Error(`Divisions: ${heir}, which holds the area of ${name}, is not in the file.`);
    const as = kind === "part" ? "part" : "former";
    // 公主岭市 kept its name and changed its city.
    if (name !== division.name) append(names, name, { division, as, year });
    if (isFree) append(names, short, { division, as, year });
    for (const then of parents.flatMap((name) => [name, ...otherNames(name, null)]))
      append(names, then, { division, as: "part", year, to: division.parent?.name });
  }
}

/** The year of `2016-07` or of `2016-01-01/2016-07-31`; null if the two dates leave it open. */
function yearOf(date: string): number | null {
  const [from = "", to = from] = date.split("/");
  return from.slice(0, 4) === to.slice(0, 4) ? Number(from.slice(0, 4)) : null;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
