import { describe, expect, it } from "vitest";
import type { PackageName } from "./list-sources.ts";
import { PACKAGES } from "./list-sources.ts";
import type { Lists } from "./read-lists.ts";
import { isZone, splitDistricts, successorsOf, vanishedNames } from "./vanished.ts";

const list = (entries: Record<string, string>) => new Map(Object.entries(entries));
const towns = (entries: Record<string, string[]>) =>
  new Map(
    Object.entries(entries).map(([code, names]) => [
      code,
      new Map(names.map((name, i) => [`${code}${String(i + 1).padStart(3, "0")}`, name])),
    ]),
  );

const THEN = {
  330100: "甲市",
  330102: "东县",
  330103: "西县",
  330104: "城区",
  330200: "乙市",
  330204: "城区",
};
const NOW = {
  330100: "甲市",
  330103: "西县",
  330106: "高区",
  330107: "低区",
  330200: "乙市",
  330204: "城区",
};

/** One list of 2015 and today's; the towns of 2019 are those of then. */
function lists(
  then: Record<string, string>,
  now: Record<string, string>,
  moved: Record<string, string[]>,
): Lists {
  const names = Object.keys(PACKAGES) as PackageName[];
  const areas = Object.fromEntries(
    names.map((name) => [name, list(name === "areas2015" ? then : now)]),
  ) as Partial<Lists["areas"]> as Lists["areas"];
  const old = towns({ 330102: ["一镇", "二镇", "三镇", "四镇", "五镇"], 330103: ["上镇", "中镇"] });
  return { areas, towns: { towns2019: old, towns2023: old, current: towns(moved) }, elsewhere: {} };
}

describe("vanished names", () => {
  it("are those that a list has under a code and today's has not, with the dates between which they went", () => {
    expect(vanishedNames(lists(THEN, NOW, {}))).toEqual([
      {
        code: "330102",
        name: "东县",
        lastSeen: "2015-09-30",
        goneBy: "2016-07-31",
        source: PACKAGES.areas2015.spec,
      },
      {
        code: "330104",
        name: "城区",
        lastSeen: "2015-09-30",
        goneBy: "2016-07-31",
        source: PACKAGES.areas2015.spec,
      },
    ]);
  });

  it.each([
    [
      "where its towns went",
      { 330106: ["一镇", "二街道", "三镇"], 330107: ["四镇", "五镇"] },
      ["330106", "330107"],
      [],
    ],
    [
      "without a district that got few",
      { 330106: ["一镇", "二镇", "三镇", "四镇", "五镇"], 330107: ["六镇"] },
      ["330106"],
      [],
    ],
    ["nowhere, if no town is found", { 330106: ["六镇"] }, [], []],
  ])("lie %s", (_, moved, codes, parts) => {
    const all = lists(THEN, NOW, moved);
    const [county] = vanishedNames(all);
    expect(county && successorsOf(county, all)).toEqual({ codes, parts });
  });

  it("do not lie in a namesake that was there before", () => {
    const all = lists(THEN, NOW, {});
    const district = vanishedNames(all)[1];
    expect(district && successorsOf(district, all)).toEqual({ codes: [], parts: [] });
  });

  it("lie in a namesake that is new", () => {
    const all = lists(THEN, { ...NOW, 330206: "东县" }, {});
    const [county] = vanishedNames(all);
    expect(county && successorsOf(county, all).codes).toEqual(["330206"]);
  });
});

it("sees towns that went to another district of the city, and no town that two have", () => {
  const kept = ["上镇"];
  const split = (moved: Record<string, string[]>) =>
    splitDistricts(lists(NOW, NOW, { 330103: kept, ...moved }));
  expect(split({ 330106: ["中镇"] }).map(({ from, to }) => [from, to])).toEqual([["330103", "330106"]]);
  expect(split({ 330106: ["中镇"], 330107: ["中镇"] })).toEqual([]);
  expect(split({ 330204: ["中镇"] })).toEqual([]);
});

it.each([
  ["130171", "石家庄高新技术产业开发区", true],
  ["320112", "江北新区", true],
  ["220106", "绿园区", false],
  ["429004", "仙桃市", false],
  ["330782", "义乌市", false],
])("takes %s %s for a zone: %s", (code, name, expected) => {
  expect(isZone(code, name)).toBe(expected);
});
