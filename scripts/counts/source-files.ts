import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../lib/paths.ts";

export type Source = { path: string; tree: ts.SourceFile; lines: number; isTest: boolean };

/** Files of the repository that git does not ignore, by path from its root. */
export function listFiles(): string[] {
  const output = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
}

export function isSource(path: string): boolean {
  return /\.(ts|tsx|js)$/.test(path);
}

export function readSource(path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lines = text.split("\n").length - 1;
  return { path, tree, lines, isTest: /\.test\.tsx?$/.test(path) || path.startsWith("test/") };
}
