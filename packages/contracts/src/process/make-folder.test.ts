import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-folder-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("makes it with all above it, for this user alone, and leaves what is there", async () => {
  const path = join(folder, "a", "b", "c");
  await makeFolder(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await mkdir(join(folder, "open"), 0o755);
  await makeFolder(join(folder, "open"));
  expect((await stat(join(folder, "open"))).mode & 0o777).toBe(0o755);
});

it("ends where nothing can be made, with the system's reason", async () => {
  await expect(makeFolder("/proc/meridian/data")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(makeFolder("/proc/meridian")).rejects.toMatchObject({ code: "ENOENT" });
  await makeFolder("/proc/self");
});

it("says that a file is in the way", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  await expect(makeFolder(file)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(file, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});
