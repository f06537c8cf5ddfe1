import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { explain, LaunchError } from "./launch-error.ts";
import { createProgress } from "./progress.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "meridian-explain-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function said(error: unknown, stackDir = dir): string {
  const lines: string[] = [];
  explain(
    error,
    { ...createProgress(), red: (text) => text, line: (text) => lines.push(text) > 0 },
    stackDir,
  );
  return lines.join("\n");
}
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test("what a person can change is said with the way out", () => {
  expect(said(new LaunchError("Port 3000 is taken.", { hint: "Choose another." }))).toBe(
    "\n  Port 3000 is taken.\n\n  Choose another.\n",
  );
});

test("what the system refuses is said in its words", () => {
  writeFileSync(join(dir, "file"), "");
  const error = thrownBy(() => mkdirSync(join(dir, "file/x"), { recursive: true }));
  expect(said(error)).toMatch(/^\n {2}The system refuses: ENOTDIR.*\n$/);
});

test("a missing package is no riddle", async () => {
  const missing = "meridian-no-such-package";
  const error: unknown = await import(missing).catch((thrown: unknown) => thrown);
  expect(said(Object.assign(error as Error, { code: "ERR_MODULE_NOT_FOUND" }))).toContain("npm ci");
});

test.each([
  ["a bug", () => thrownBy(() => (null as unknown as string).length)],
  ["what is no error", () => "just text"],
])("%s shows no stack", (_, make) => expect(said(make())).not.toMatch(/\n\s+at /));

test("the stack of a bug is kept in a file that is named, wherever one can be", () => {
  const bug = new TypeError("x is not a function");
  const file = join(dir, "meridian-errors.log");
  expect(said(bug)).toBe(`\n  Meridian failed: x is not a function\n\n  Its stack: ${file}\n`);
  expect(readFileSync(file, "utf8")).toMatch(/TypeError: x is not a function\n\s+at /);
  writeFileSync(join(dir, "taken"), "");
  expect(said(bug, join(dir, "taken"))).toContain(join(tmpdir(), "meridian-errors.log"));
});
