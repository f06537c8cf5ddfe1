import { describe, expect, it } from "vitest";
import type { Input } from "./inputs.ts";
import { type Answer, isLeaking, judge } from "./judge.ts";

const nothing: Answer = { province: "", city: null, district: "", name: "", phones: [], postcode: null };
const of = (place: string, more: Partial<Input> = {}): Input => ({
  kind: "",
  text: "",
  place,
  code: null,
  ...more,
});
const at = (province: string, city: string | null, district: string | null): Answer => ({
  ...nothing,
  ...{ province, city, district },
});

describe("a place is right", () => {
  it.each([
    ["as it is", "浙江省/杭州市/余杭区", at("浙江省", "杭州市", "余杭区")],
    ["under a province's short name", "浙江省/杭州市/余杭区", at("浙江", "杭州市", "余杭区")],
    ["in traditional characters", "浙江省/宁波市/镇海区", at("浙江省", "寧波市", "鎮海區")],
    ["in a municipality with its own name", "北京市/北京市/海淀区", at("北京", "北京市", "海淀区")],
    ["in a municipality with a heading", "北京市/北京市/海淀区", at("北京市", "市辖区", "海淀区")],
    ["in a municipality without a city", "重庆市/重庆市/云阳县", at("重庆市", null, "云阳县")],
    [
      "under a province with a heading",
      "海南省//琼中黎族苗族自治县",
      at("海南省", "省直辖县", "琼中黎族苗族自治县"),
    ],
    [
      "under a province in the city's place",
      "海南省//琼中黎族苗族自治县",
      at("海南省", "琼中黎族苗族自治县", ""),
    ],
    ["with no district", "广东省/东莞市/|南城街道", at("广东省", "东莞市", null)],
    ["with the city's name again", "广东省/东莞市/|南城街道", at("广东省", "东莞市", "东莞市")],
    ["with an alternative", "广东省/东莞市/|南城街道", at("广东省", "东莞市", "南城街道办事处")],
    ["where there is none", "//", nothing],
  ])("%s", (_, place, answer) => {
    expect(judge(of(place), answer)).toMatchObject({ isPlaceRight: true, isInvented: false });
  });

  it.each([
    ["another district", "浙江省/杭州市/余杭区", at("浙江省", "杭州市", "西湖区"), false],
    ["no district", "浙江省/杭州市/余杭区", at("浙江省", "杭州市", null), false],
    ["a former name", "陕西省/西安市/鄠邑区", at("陕西省", "西安市", "户县"), false],
    ["another province", "浙江省/杭州市/余杭区", at("江苏省", "杭州市", "余杭区"), true],
    ["a province of none", "//", at("海南省", null, null), true],
    ["a city of none", "//", at("", "海口市", null), false],
  ])("not with %s", (_, place, answer, isInvented) => {
    expect(judge(of(place), answer)).toMatchObject({ isPlaceRight: false, isInvented });
  });
});

describe("a contact is right", () => {
  const input = of("//", { name: "李明", phone: "138-1122-3344", postcode: "310052" });
  const contact = (name: string, phone: string, postcode: string): Answer => ({
    ...nothing,
    ...{ name, phones: ["", phone], postcode },
  });

  it.each([
    ["李明", "13811223344", "310052", true],
    ["李明", "+86 138 1122 3344", "310052", true],
    ["李明", "13811223344-1234", "310052", true],
    ["李明收", "13811223344", "310052", false],
    ["李明", "13811223345", "310052", false],
    ["李明", "", "310052", false],
    ["李明", "13811223344", "", false],
  ])("%s %s %s: %s", (name, phone, postcode, expected) => {
    expect(judge(input, contact(name, phone, postcode)).isContactRight).toBe(expected);
  });

  it("nowhere where none is expected", () => {
    expect(judge(of("//"), nothing).isContactRight).toBe(null);
  });
});

it("sees elements that touch what is no address, counted in code points", () => {
  const input = of("//", { text: "📞电话13811223344北京路", phone: "13811223344", labels: ["电话"] });
  expect(isLeaking(input, [{ start: 14, end: 17 }])).toBe(false);
  expect(isLeaking(input, [{ start: 13, end: 17 }])).toBe(true);
  expect(isLeaking(input, [{ start: 0, end: 2 }])).toBe(true);
  expect(isLeaking(of("//", { text: "北京路" }), [{ start: 0, end: 3 }])).toBe(null);
});
