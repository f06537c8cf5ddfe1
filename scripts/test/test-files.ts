import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { root } from "../lib/paths.ts";

/** Kinds of tests that differ in what they need; each is a vitest project of its own. */
export const testKinds = ["pure", "database", "engines", "stories", "browser", "servers"] as const;
export type TestKind = (typeof testKinds)[number];

const generated = new Set(["node_modules", "dist", "artifacts"]);

/**
 * Every test file of the checkout with its kind: under test/specs the folder says it, elsewhere what the file imports,
 * directly or not. So no list has to be kept, and no file can be left out of one.
 */
export async function testFilesByKind(): Promise<Record<TestKind, string[]>> {
  const files = testFilesIn(root).map((path) => relative(root, path));
  const beside = files.filter((file) => !file.startsWith("test/specs/"));
  const { inputs } = await importGraph(beside);
  const kinds = new Map(beside.map((file) => [file, kindOf(importsOf(file, inputs))]));
  const kindOfFile = (file: string) => kinds.get(file) ?? file.split("/")[2];
  const entries = testKinds.map((kind) => [kind, files.filter((file) => kindOfFile(file) === kind)]);
  return Object.fromEntries(entries) as Record<TestKind, string[]>;
}

/** By all the modules that a test reaches: a database outweighs child processes, since its server is one. */
export function kindOf(imports: ReadonlySet<string>): TestKind {
  const reaches = (...names: string[]) => names.some((name) => imports.has(name));
  if (reaches("pg")) return "database";
  return reaches("onnxruntime-node", "node:child_process", "node:worker_threads") ? "engines" : "pure";
}

function testFilesIn(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      return generated.has(entry.name) || entry.name.startsWith(".") ? [] : testFilesIn(path);
    }
    return /\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(file: string, inputs: Metafile["inputs"]): Set<string> {
  const seen = new Set([file]);
  for (const path of seen) for (const next of inputs[path]?.imports ?? []) seen.add(next.path);
  return seen;
}

/** Our own packages are followed to their sources; those of npm are where the graph ends. */
const npmPackagesOutside: Plugin = {
  name: "npm-packages-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const isOurs = kind === "entry-point" || path.startsWith("@meridian/") || path.startsWith("@/");
      return isOurs ? undefined : { path, external: true };
    });
  },
};

async function importGraph(files: string[]): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files.map((file) => join(root, file)),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: "unwritten",
    platform: "node",
    format: "esm",
    logLevel: "error",
    loader: { ".css": "empty" },
    plugins: [npmPackagesOutside],
  });
  return metafile;
}
