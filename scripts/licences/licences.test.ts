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
  ["MIT AND ISC", false, true],
  ["(GPL-3.0-only OR MIT)", false, true],
  ["GPL-3.0-only", false, false],
  ["MIT AND AGPL-3.0-only", false, false],
  ["LGPL-3.0-or-later", true, true],
  ["LGPL-3.0-or-later", false, false],
  ["SEE LICENSE IN LICENSE.md", false, false],
  [null, false, false],
])("%s, optional %s: agreed to %s", (licence, isOptional, isAgreed) => {
  const foreign = findForeignLicences([packageWith({ licence, isOptional })]);
  expect(foreign).toEqual(isAgreed ? [] : [`thing@1.0.0: ${licence ?? "no licence"}`]);
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
