import { fileURLToPath } from "node:url";
import type { LabelledText } from "../eval/read-conll.ts";
import { readConll } from "../eval/read-conll.ts";
import type { Part } from "./generate-addresses.ts";

/** The addresses that precisions are calibrated on and compared with: `token label` lines, one element a token. */
export const CALIBRATION_FILE = fileURLToPath(new URL("../../calibration/addresses.conll", import.meta.url));
export const CALIBRATION_COUNT = 1200;
export const CALIBRATION_SEED = 20210701;

export async function calibrationAddresses(): Promise<readonly LabelledText[]> {
  return readConll(CALIBRATION_FILE);
}

export function conllOf(addresses: readonly (readonly Part[])[]): string {
  const block = (parts: readonly Part[]): string =>
    parts.map(({ type, text }) => `${text} B-${type}\n`).join("");
  return addresses.map(block).join("\n");
}
