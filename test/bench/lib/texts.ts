import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/lib/paths.ts";

/** Addresses of public places written for the project, a fixed list: mean 18.7 characters, most padded to 24 tokens. */
export const texts = JSON.parse(
  readFileSync(join(root, "scripts/traffic/addresses.json"), "utf8"),
) as string[];

/** `count` of them, from the beginning again when the list ends. */
export function takeTexts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => texts[index % texts.length] ?? "");
}

const laps = 10;

/** The same, each lap with another digit at the end: any 4,560 in a row differ, so that no two are answered by one run. */
export function distinctText(index: number): string {
  const lap = Math.floor(index / texts.length) % laps;
  return `${texts[index % texts.length] ?? ""}${lap}`;
}
