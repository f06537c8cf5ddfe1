import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/lib/paths.js";

/** Addresses of public places written for the project, a fixed list: mean 18.7 characters, most padded to 24 tokens. */
export const texts = JSON.parse(
  readFileSync(join(root, "scripts/traffic/addresses.json"), "utf8"),
) as string[];

/** `count` of them, from the beginning again when the list ends. */
export function takeTexts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => texts[index % texts.length] ?? "");
}
