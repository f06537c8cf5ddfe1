import { expect, it } from "vitest";
import { billOfMaterials } from "./bill-of-materials.ts";
import { findForeignLicences } from "./judge-licences.ts";
import { type LockedPackage, readLockedPackages } from "./locked-packages.ts";
import { noticesOf } from "./write-notices.ts";

const packageWith = (given: Partial<LockedPackage>): LockedPackage => ({
  ...{ name: "thing", version: "1.0.0", licence: "MIT", integrity: null, folder: "node_modules/thing" },
  ...{ isDev: false, isOptional: false },
  ...given,
});

it.each([
  ["MIT AND ISC", true],
  ["(GPL-3.0-only OR MIT)", true],
  ["GPL-3.0-only", false],
  ["MIT AND AGPL-3.0-only", false],
  ["LGPL-3.0-or-later", false],
  ["SEE LICENSE IN LICENSE.md", false],
  [null, false],
])("%s: agreed to %s", (licence, isAgreed) => {
  const foreign = findForeignLicences([packageWith({ licence })]);
  expect(foreign).toEqual(isAgreed ? [] : [`thing@1.0.0: ${licence ?? "no licence"}`]);
});

it("keeps out what resizes pictures, which no page asks for: docs/conventions.md says how", () => {
  const names = readLockedPackages().map(({ name }) => name);
  expect(names.filter((name) => name === "sharp" || name.startsWith("@img/"))).toEqual([]);
});

it("lists each version that runs once, with its hash, the same each time", () => {
  const packages = readLockedPackages();
  const product = { name: "meridian", version: "0.1.0" };
  const bill = billOfMaterials(product, packages);
  expect(billOfMaterials(product, packages)).toBe(bill);
  const { components } = JSON.parse(bill) as { components: { purl: string; hashes?: object[] }[] };
  const purls = components.map(({ purl }) => purl);
  expect(new Set(purls).size).toBe(purls.length);
  expect(purls.some((purl) => purl.startsWith("pkg:npm/next@"))).toBe(true);
  expect(purls.some((purl) => purl.startsWith("pkg:npm/eslint@"))).toBe(false);
  expect(components.every(({ hashes }) => hashes?.length === 1)).toBe(true);
});

it("hands on the licence texts of what runs", () => {
  const zod = readLockedPackages().filter(({ folder }) => folder === "node_modules/zod");
  const dev = packageWith({ name: "tool", isDev: true });
  const text = noticesOf([...zod, dev, packageWith({ name: "absent", folder: "node_modules/absent" })]);
  expect(text).toMatch(/zod \d[^]*Permission is hereby granted/);
  expect(text).toContain("absent 1.0.0 (MIT)");
  expect(text).not.toContain("tool");
});
