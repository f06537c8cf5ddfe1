import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/paths.ts";
import type { LockedPackage } from "./locked-packages.ts";

const licenceFile = /^(licen[cs]e|copying|notice|copyright)([.-].*)?$/i;

/** The licence texts of what is shipped, one after the other; a package that is not installed here is named alone. */
export function noticesOf(packages: readonly LockedPackage[]): string {
  const shipped = packages.filter(({ isDev }) => !isDev);
  const sections = shipped.map(({ name, version, licence, folder }) =>
    [`${name} ${version} (${licence ?? "no licence named"})`, ...textsIn(join(root, folder))].join("\n\n"),
  );
  return `${[...new Set(sections)].sort().join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function textsIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => licenceFile.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").trim());
}
