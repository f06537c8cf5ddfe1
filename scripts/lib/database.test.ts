import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { assertDatabaseThere } from "./database.ts";
import { layoutOf } from "./paths.ts";

const folder = mkdtempSync(join(tmpdir(), "meridian-data-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("looks for a database and makes none", () => {
  const layout = layoutOf(join(folder, "a"));
  expect(() => assertDatabaseThere(layout)).toThrow(`There is no database in ${layout.base}.`);
  expect(existsSync(layout.base)).toBe(false);
  mkdirSync(layout.postgres, { recursive: true });
  expect(() => assertDatabaseThere(layout)).toThrow("There is no database");
  writeFileSync(join(layout.postgres, "PG_VERSION"), "18");
  expect(() => assertDatabaseThere(layout)).not.toThrow();
});

it("finds one that is elsewhere, behind a link", () => {
  const layout = layoutOf(join(folder, "b"));
  mkdirSync(layout.base);
  symlinkSync(layoutOf(join(folder, "a")).postgres, layout.postgres);
  expect(() => assertDatabaseThere(layout)).not.toThrow();
});
