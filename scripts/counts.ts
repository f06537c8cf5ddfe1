// npm run counts -- [--list] [--check]: sizes of the tree, import circles, and paths that documents name in vain.
import { parseArgs } from "node:util";
import { findCircles } from "./counts/find-circles.ts";
import { findMissingPaths } from "./counts/find-missing-paths.ts";
import { measureFile } from "./counts/measure-file.ts";
import { isSource, listFiles, readSource } from "./counts/source-files.ts";

const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, list: { type: "boolean", default: false } },
});

const files = listFiles();
const sources = files.filter(isSource).map(readSource);
const code = sources.filter(({ isTest }) => !isTest).map((one) => ({ ...one, ...measureFile(one) }));
const areaOf = (path: string) => /^((apps|packages)\/[^/]+|[^/]+)\//.exec(path)?.[1] ?? "(root)";
const sizes = (one: { path: string; lines: number }) => `${one.path} ${one.lines}`;

const rows = [...new Set(sources.map(({ path }) => areaOf(path)))].map((area) =>
  rowOf(area, (path) => areaOf(path) === area),
);
write(table([...rows, rowOf("all", () => true)]));

const circles = findCircles(sources).map((circle) => circle.join(" ⇄ "));
const tooLong = sources.filter(({ lines }) => lines > 500).map(sizes);
const missing = findMissingPaths(files.filter((path) => path.endsWith(".md")));
print("import circles, type-only ones included", circles, true);
print("files over 500 lines", tooLong, true);
print("paths that documents name and that do not exist", missing, true);
const counted: [string, string[]][] = [
  ["files over 300 lines", code.filter(({ lines }) => lines > 300).map(sizes)],
  ["functions over 50 lines", code.flatMap((one) => one.longFunctions)],
  ["components over 150 lines", code.flatMap((one) => one.longComponents)],
  ["throws of other errors than our own", code.flatMap((one) => one.foreignThrows)],
  ["files under 25 lines", code.filter(({ lines }) => lines < 25).map(sizes)],
  ["folders over 20 files", crowdedFolders()],
];
for (const [title, lines] of counted) print(title, lines, options.list);
if (options.check && circles.length + tooLong.length + missing.length > 0) process.exitCode = 1;

function rowOf(area: string, isIn: (path: string) => boolean) {
  const own = code.filter(({ path }) => isIn(path));
  const tests = sources.filter(({ path, isTest }) => isTest && isIn(path));
  const linesOf = (some: readonly { lines: number }[]) => some.reduce((sum, { lines }) => sum + lines, 0);
  return {
    area,
    files: own.length,
    lines: linesOf(own),
    "> 300 lines": own.filter(({ lines }) => lines > 300).length,
    "< 25 lines": own.filter(({ lines }) => lines < 25).length,
    "functions > 50": own.flatMap((one) => one.longFunctions).length,
    "components > 150": own.flatMap((one) => one.longComponents).length,
    throws: own.flatMap((one) => one.foreignThrows).length,
    "test files": tests.length,
    "test lines": linesOf(tests),
  };
}

/** Tests left out: they stand beside their source. */
function crowdedFolders(): string[] {
  const counts = new Map<string, number>();
  for (const { path } of code) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 20).map(([folder, count]) => `${folder} ${count}`);
}

function print(title: string, lines: readonly string[], withLines: boolean): void {
  write([`${title}: ${lines.length}`, ...(withLines ? lines.map((line) => `  ${line}`) : [])]);
}

/** Columns as wide as their widest cell; numbers to the right. */
function table(rows: readonly Record<string, string | number>[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_name, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const pad = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return [...cells.map((row) => row.map(pad).join("  ")), ""];
}

function write(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
