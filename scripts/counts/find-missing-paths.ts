import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../lib/paths.ts";

const topFolders = /^(apps|packages|scripts|test|docs)\//;

/** Paths that a document names in backticks or links to and that do not exist, as `document: path`. */
export function findMissingPaths(documents: readonly string[]): string[] {
  return documents.flatMap((document) => {
    const text = readFileSync(join(root, document), "utf8").replaceAll(/^```.*?^```/gms, "");
    const named = [...text.matchAll(/`([^`\s]+)`/g)]
      .flatMap(([, path = ""]) => path)
      .filter((path) => topFolders.test(path) && !/[<>*{}…]/.test(path))
      .map((path) => ({ path, file: join(root, path) }));
    const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)].map(([, path = ""]) => ({
      path,
      file: join(root, dirname(document), path),
    }));
    return [...named, ...linked]
      .filter(({ file }) => !existsSync(file))
      .map(({ path }) => `${document}: ${path}`);
  });
}
