import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseDivisions } from "./division-rows.ts";
import type { Divisions } from "./divisions.ts";
import { indexDivisions } from "./divisions.ts";

let loaded: Divisions | undefined;

/** The divisions of `divisions/divisions.tsv`, whose date they carry; read on the first call, ~40 ms, then kept (6 MB). */
export function loadDivisions(): Divisions {
  loaded ??= indexDivisions(parseDivisions(divisionsText()));
  return loaded;
}

/** The file as it stands in the package. */
export function divisionsText(): string {
  const file = createRequire(import.meta.url).resolve("@meridian/model/divisions/divisions.tsv");
  return readFileSync(file, "utf8");
}
