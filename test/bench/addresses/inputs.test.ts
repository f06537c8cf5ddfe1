import { loadDivisions } from "@meridian/model";
import { expect, it } from "vitest";
import { inputs } from "./inputs.ts";

const divisions = loadDivisions();

it("are 200 different texts of many kinds", () => {
  expect(new Set(inputs.map(({ text }) => text)).size).toBe(200);
  expect(new Set(inputs.map(({ kind }) => kind)).size).toBe(18);
});

it.each(inputs.filter(({ code }) => code !== null))("$text lies in $place", ({ place, code }) => {
  const [province = "", city = "", district = ""] = place
    .split("/")
    .map((level) => level.split("|")[0] ?? "");
  // What has no code stands under the one above it: zones, and what is in Taiwan.
  const finest = divisions.byCode(code ?? "");
  const found = [district, city, province]
    .filter((name) => name !== "")
    .flatMap((name) => divisions.named(name).filter(({ as }) => as === "current"))
    .map(({ division }) => division)
    .find(
      (division) =>
        division === finest || (division.adcode === null && finest && division.path.includes(finest)),
    );
  const names = found?.path.filter(({ kind }) => kind !== "area").map(({ name }) => name);
  expect(names).toEqual([...new Set([province, city, district].filter((name) => name !== ""))]);
});

it.each(inputs)("$text holds what is expected of it", ({ text, name, phone, postcode, labels, suggests }) => {
  const pieces = [name, phone, postcode, ...(labels ?? []), ...Object.keys(suggests ?? {})];
  for (const piece of pieces.filter((one) => one !== undefined)) expect(text).toContain(piece);
});
