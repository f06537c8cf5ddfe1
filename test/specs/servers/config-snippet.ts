import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/lib/paths.ts";

/** The snippet of a document that begins so, as it stands there, with each of `changes` made. Throws when one finds nothing. */
export function documented(
  document: string,
  beginning: string,
  changes: readonly (readonly [from: string, to: string])[],
): string {
  const text = readFileSync(join(root, document), "utf8");
  const start = text.indexOf(`\`\`\`\n${beginning}`);
  if (start < 0) throw new Error(`${document} has no "${beginning}"`);
  const snippet = text.slice(start + 4, text.indexOf("```", start + 4));
  return changes.reduce((config, [from, to]) => {
    if (!config.includes(from)) throw new Error(`${document} has no "${from}"`);
    return config.replaceAll(from, to);
  }, snippet);
}
