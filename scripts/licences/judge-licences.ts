import satisfies from "spdx-satisfies";
import type { LockedPackage } from "./locked-packages.ts";

/** Whoever ships Meridian has to name these, and nothing more. */
const permissive = [
  ...["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0"],
  ...["CC0-1.0", "Unlicense", "Python-2.0", "Zlib"],
];
/** Files, fonts and data that stay what they are: they may be shipped beside ours, under their own terms. */
const unchanged = ["MPL-2.0", "OFL-1.1", "CC-BY-3.0", "CC-BY-4.0"];
/** Packages whose licence was not agreed to, each in a sentence. */
export function findForeignLicences(packages: readonly LockedPackage[]): string[] {
  const allowed = [...permissive, ...unchanged];
  return packages.flatMap(({ name, version, licence }) => {
    if (licence !== null && isAllowed(licence, allowed)) return [];
    return [`${name}@${version}: ${licence ?? "no licence"}`];
  });
}

function isAllowed(licence: string, allowed: string[]): boolean {
  try {
    return satisfies(licence, allowed);
  } catch {
    // No SPDX expression.
    return false;
  }
}
