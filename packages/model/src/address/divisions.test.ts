import { expect, it } from "vitest";
import { lookUpKey, shortName, zoneHead } from "./division-names.ts";
import { parseDivisions } from "./division-rows.ts";
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
    ({ adcode, level, children }) => adcode && level === "city" && children.every(({ kind }) => kind === "zone"),
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

