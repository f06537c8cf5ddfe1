import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../lib/paths.ts";

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      dev: z.boolean().default(false),
      optional: z.boolean().default(false),
      link: z.boolean().default(false),
    }),
  ),
});

export type LockedPackage = {
  name: string;
  version: string;
  /** SPDX expression; null: the package names none. */
  licence: string | null;
  /** Of its tarball, as the registry names it. */
  integrity: string | null;
  /** Where it lies, below the project's root. */
  folder: string;
  /** Used to build and test, and in nothing that runs. */
  isDev: boolean;
  isOptional: boolean;
};

/** What these packages forget to say, or say in other words; their own files say it. */
const corrections: Record<string, string> = { geist: "OFL-1.1", "xmlhttprequest-ssl": "MIT" };

/** Every package that the lock file installs from the registry. */
export function readLockedPackages(): LockedPackage[] {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  return Object.entries(packages).flatMap(
    ([folder, { version, license, integrity = null, dev, optional, link }]) => {
      const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder) ?? [];
      if (name === undefined || version === undefined || link) return [];
      const licence = corrections[name] ?? license ?? null;
      return [{ name, version, licence, integrity, folder, isDev: dev, isOptional: optional }];
    },
  );
}
