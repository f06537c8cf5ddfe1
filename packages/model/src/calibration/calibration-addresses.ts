import { fileURLToPath } from "node:url";
import type { LabelledText } from "../eval/read-conll.ts";
import { readConll } from "../eval/read-conll.ts";
import { tagsElements } from "../version/element-types.ts";
import type { Part } from "./generate-addresses.ts";

/** The addresses that precisions are calibrated on and compared with: `token label` lines, one element a token. */
export const CALIBRATION_FILE = fileURLToPath(new URL("../../calibration/addresses.conll", import.meta.url));
/** Searches for places, for MGeo's other taggers: a query and an O a line, as their labels are not known. */
export const QUERIES_FILE = fileURLToPath(new URL("../../calibration/queries.conll", import.meta.url));
export const CALIBRATION_COUNT = 1200;
export const CALIBRATION_SEED = 20210701;

export async function calibrationAddresses(): Promise<readonly LabelledText[]> {
  return readConll(CALIBRATION_FILE);
}

/** Texts of the kind that a tagger with these labels is asked about. */
export async function calibrationTexts(labels: readonly string[]): Promise<readonly LabelledText[]> {
  return readConll(tagsElements(labels) ? CALIBRATION_FILE : QUERIES_FILE);
}

export function conllOf(addresses: readonly (readonly Part[])[]): string {
  const block = (parts: readonly Part[]): string =>
    parts.map(({ type, text }) => `${text} B-${type}\n`).join("");
  return addresses.map(block).join("\n");
}

export function conllOfQueries(queries: readonly string[]): string {
  return queries.map((query) => `${query} O\n`).join("\n");
}
