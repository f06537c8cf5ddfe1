import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findRunningUrl, takeLauncherLock } from "./launcher-lock.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "meridian-lock-"));
  path = join(dir, "launcher.json");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const url = "http://localhost:3000";
const holder = (): unknown => JSON.parse(readFileSync(path, "utf8"));

it("lets one launcher in, tells the second where the first is, and can be taken again", () => {
  const release = takeLauncherLock(path, url);
  expect(holder()).toMatchObject({ pid: process.pid, url });
  expect(findRunningUrl(path)).toBe(url);
  expect(() => takeLauncherLock(path, "http://localhost:4000")).toThrow(`already running: ${url}`);
  release();
  expect(existsSync(path)).toBe(false);
  expect(findRunningUrl(path)).toBeNull();
  takeLauncherLock(path, url)();
});

it.each([
  ["of a launcher that is gone", JSON.stringify({ pid: process.pid, startedAt: "long ago", url })],
  ["that was cut off", '{"pid":'],
])("takes over a lock %s", (_case, content) => {
  writeFileSync(path, content);
  expect(findRunningUrl(path)).toBeNull();
  const release = takeLauncherLock(path, url);
  expect(holder()).toMatchObject({ pid: process.pid });
  release();
});

it.each([
  ["a file in its place", (file: string) => file, "a file of this name is there"],
  ["a file on the way", (file: string) => join(file, "data"), "a part of its path is a file"],
])("says what stands in the way of a data folder: %s", (_, folderOf, obstacle) => {
  const file = join(dir, "notes.txt");
  writeFileSync(file, "kept");
  const folder = folderOf(file);
  const locked = () => takeLauncherLock(join(folder, "launcher.json"), url);
  expect(locked).toThrow(`The data folder ${folder} cannot be used: ${obstacle}.`);
  expect(readFileSync(file, "utf8")).toBe("kept");
});
