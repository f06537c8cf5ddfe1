import type { AddressResolution, ResolvedPlace } from "@meridian/contracts/wire";
import { expect, test } from "vitest";
import { includedLines } from "./included-lines.ts";

const place = (city: string, district: string, adcode: string): ResolvedPlace => ({
  ...{ province: "某省", city, district, adcode },
});
const resolution: AddressResolution = {
  verdict: { kind: "complete" },
  province: { name: "北京市", code: "110000", isCompleted: true },
  city: { name: "北京市", code: "110000", isCompleted: true },
  district: { name: "朝阳区", code: "110105", isCompleted: false },
  town: null,
  adcode: "110105",
  completed: ["province"],
  corrections: [{ from: "户县", to: "鄠邑区", year: 2016 }],
  unknown: ["杭卅市"],
  suggestions: [{ from: "杭卅市", to: "杭州市" }],
  divisions: { source: "a list", date: "2026-04-30" },
};
const linesOf = (verdict: AddressResolution["verdict"]) =>
  includedLines({ resolution: { ...resolution, verdict } }).map((line) => line.join(" "));

test("a verdict, what is certain, and a suggestion as one", () => {
  expect(linesOf({ kind: "complete" })).toEqual([
    "= verdict complete",
    "  certain 北京市 110000, completed",
    "  certain 朝阳区 110105",
    "  now called 户县 is 鄠邑区",
    "  suggestion 杭卅市: 杭州市?",
    "  divisions as of 2026-04-30",
  ]);
});

test.each<[AddressResolution["verdict"], string[]]>([
  [{ kind: "incomplete", missing: ["district", "detail"] }, ["= verdict incomplete: district, detail"]],
  [
    { kind: "ambiguous", candidates: [place("甲市", "西区", "1"), place("乙市", "西区", "2")] },
    [
      "= verdict ambiguous",
      "  candidate 某省甲市西区: --region-hint 1",
      "  candidate 某省乙市西区: --region-hint 2",
    ],
  ],
  [
    { kind: "conflict", readings: [{ place: place("甲市", "西区", "1"), contradicts: ["乙市"] }] },
    ["= verdict conflict", "  reading 某省甲市西区, against 乙市"],
  ],
])("%j, with what to choose", (verdict, lines) => {
  expect(linesOf(verdict).slice(0, lines.length)).toEqual(lines);
});

test("contact and rest, each on a line", () => {
  const name = { text: "李明", start: 0, end: 2 };
  const rest = [{ text: "李明\n收", start: 0, end: 4 }];
  expect(includedLines({ contact: { name, phones: [], postcode: null }, rest })).toEqual([
    ["= contact", "李明"],
    ["= rest", "0–4 李明 收"],
  ]);
});
