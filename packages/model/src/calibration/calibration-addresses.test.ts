import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import {
  CALIBRATION_COUNT,
  CALIBRATION_FILE,
  CALIBRATION_SEED,
  calibrationAddresses,
  calibrationTexts,
  conllOf,
  conllOfQueries,
  QUERIES_FILE,
} from "./calibration-addresses.ts";
import { divisionTree } from "./division-tree.ts";
import { generateAddresses, generateQueries } from "./generate-addresses.ts";

const divisions = divisionTree();

it("ships what the generator writes", async () => {
  const generated = conllOf(generateAddresses(divisions, CALIBRATION_COUNT, CALIBRATION_SEED));
  expect(generated === (await readFile(CALIBRATION_FILE, "utf8"))).toBe(true);
  const queries = conllOfQueries(generateQueries(divisions, CALIBRATION_COUNT, CALIBRATION_SEED));
  expect(queries === (await readFile(QUERIES_FILE, "utf8"))).toBe(true);
});

it("has at least 1,000 different addresses, all of them labelled, of all 16 types but subpoi", async () => {
  const addresses = await calibrationAddresses();
  expect(new Set(addresses.map(({ text }) => text)).size).toBeGreaterThanOrEqual(1000);
  const types = new Set(addresses.flatMap(({ spans }) => spans.map(({ type }) => type)));
  expect(types.size).toBe(16);
  for (const { text, spans } of addresses) {
    expect(spans[0]?.start).toBe(0);
    expect(spans.at(-1)?.end).toBe(Array.from(text).length);
    spans.slice(1).forEach((span, i) => expect(span.start).toBe(spans[i]?.end));
  }
});

it("has at least 1,000 different queries for MGeo's other taggers", async () => {
  expect(await calibrationTexts(["O", "S-poi"])).toEqual(await calibrationAddresses());
  const queries = await calibrationTexts(["O", "B-/WHERE", "E-/WHERE"]);
  expect(new Set(queries.map(({ text }) => text)).size).toBeGreaterThanOrEqual(1000);
  expect(queries.flatMap(({ spans }) => spans)).toEqual([]);
});
