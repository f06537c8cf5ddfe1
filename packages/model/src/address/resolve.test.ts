import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble } from "./assemble.ts";
import { shortName } from "./division-names.ts";
import type { Division } from "./divisions.ts";
import { loadDivisions } from "./load-divisions.ts";
import { placeOf } from "./place.ts";
import { resolve } from "./resolve.ts";

const TAGS: Record<string, string> = { p: "prov", c: "city", d: "district", t: "town", z: "devzone" };
const divisions = loadDivisions();
const withDescendants = (one: Division): Division[] => [one, ...one.children.flatMap(withDescendants)];
const all = divisions.provinces.flatMap(withDescendants);

/** Resolves mentions written as `c=北京 d=朝阳` with a road behind them. */
function read(mentions: string) {
  const elements = mentions
    .split(" ")
    .map((one) => ({ type: TAGS[one.charAt(0)] ?? "", text: one.slice(2) }));
  return resolve(assemble([...elements, { type: "road", text: "人民路" }]), divisions);
}

function brief(mentions: string): string {
  const { address, adcode, verdict } = read(mentions);
  const place = [address.province, address.city, address.district].map((name) => name ?? "-").join(" ");
  return `${place} ${adcode ?? "-"} ${verdict.kind}`;
}

const candidatesOf = (mentions: string): string[] => {
  const { verdict } = read(mentions);
  if (verdict.kind !== "ambiguous") return [verdict.kind];
  return verdict.candidates.map(({ city, district }) => `${city ?? ""}${district ?? ""}`);
};

describe("complete", () => {
  it.each([
    ["p=浙江省 c=杭州市 d=余杭区", "浙江省 杭州市 余杭区 330110"],
    ["d=余杭区", "浙江省 杭州市 余杭区 330110"],
    // Municipalities, with and without the heading that forms insert.
    ["c=北京市 d=朝阳区", "北京市 北京市 朝阳区 110105"],
    ["p=北京市 c=北京市 d=朝阳区", "北京市 北京市 朝阳区 110105"],
    ["p=北京市 c=市辖区 d=朝阳区", "北京市 北京市 朝阳区 110105"],
    ["c=重庆 d=城口县", "重庆市 重庆市 城口县 500229"],
    // Missing suffixes, also when tagged as one.
    ["c=北京 d=朝阳", "北京市 北京市 朝阳区 110105"],
    ["c=北京朝阳", "北京市 北京市 朝阳区 110105"],
    ["p=浙江 c=杭州 d=西湖", "浙江省 杭州市 西湖区 330106"],
    ["p=吉林 c=吉林 d=船营", "吉林省 吉林市 船营区 220204"],
    ["c=长沙 d=长沙", "湖南省 长沙市 长沙县 430121"],
    ["c=上海 d=浦东", "上海市 上海市 浦东新区 310115"],
    // Names shared by several districts, told apart by what is around them.
    ["c=长春 d=朝阳区", "吉林省 长春市 朝阳区 220104"],
    ["c=南京 d=鼓楼区", "江苏省 南京市 鼓楼区 320106"],
    ["p=福建 d=鼓楼区", "福建省 福州市 鼓楼区 350102"],
    ["p=甘肃 d=城关区", "甘肃省 兰州市 城关区 620102"],
    ["p=海南 d=龙华区", "海南省 海口市 龙华区 460106"],
    // Autonomous regions, prefectures and counties.
    ["p=广西 c=南宁 d=青秀", "广西壮族自治区 南宁市 青秀区 450103"],
    ["c=恩施州 d=恩施市", "湖北省 恩施土家族苗族自治州 恩施市 422801"],
    ["p=青海省 c=黄南州 d=河南县", "青海省 黄南藏族自治州 河南蒙古族自治县 632324"],
    ["d=景宁县", "浙江省 丽水市 景宁畲族自治县 331127"],
    ["d=鄂温克旗", "内蒙古自治区 呼伦贝尔市 鄂温克族自治旗 150724"],
    // Cities at the level of a county, whichever way they are tagged.
    ["c=义乌市", "浙江省 金华市 义乌市 330782"],
    ["p=浙江省 c=金华市 d=义乌市", "浙江省 金华市 义乌市 330782"],
    // Under a province directly: there is no city.
    ["c=仙桃市", "湖北省 - 仙桃市 429004"],
    ["p=湖北省 c=省直辖县级行政区划 d=神农架", "湖北省 - 神农架林区 429021"],
    ["p=新疆 c=石河子", "新疆维吾尔自治区 - 石河子市 659001"],
    ["p=海南省 d=陵水县", "海南省 - 陵水黎族自治县 469028"],
    // Cities without districts.
    ["c=东莞市 t=虎门镇", "广东省 东莞市 - 441900"],
    ["p=甘肃 c=嘉峪关", "甘肃省 嘉峪关市 - 620200"],
    ["p=香港 d=观塘区", "香港特别行政区 - 观塘区 810009"],
    ["p=中国香港 c=九龙 d=油尖旺区", "香港特别行政区 - 油尖旺区 810005"],
    ["p=澳门 d=氹仔", "澳门特别行政区 - 嘉模堂区 820006"],
    ["p=台湾省 c=臺北市 d=大安区", "台湾省 台北市 大安区 710000"],
    ["c=南投县 t=埔里镇", "台湾省 南投县 埔里镇 710000"],
    // A zone that the data puts beside the districts.
    ["c=苏州市 z=苏州工业园区", "江苏省 苏州市 苏州工业园区 320500"],
    ["c=苏州 d=工业园区", "江苏省 苏州市 苏州工业园区 320500"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(`${expected} complete`);
  });

  it("says which levels it completed", () => {
    expect(read("d=余杭区").completed).toEqual(["province", "city"]);
    expect(read("c=仙桃市").completed).toEqual(["province"]);
    expect(read("c=北京市 d=朝阳区").completed).toEqual([]);
  });

  it("resolves every division of the data from its full path to itself", () => {
    for (const division of all.filter(({ children }) => children.length === 0)) {
      const elements = division.path.map(({ level, name }) => ({
        type: level === "province" ? "prov" : level,
        text: name,
      }));
      const { address, verdict, adcode } = resolve(
        assemble([...elements, { type: "poi", text: "站" }]),
        divisions,
      );
      expect({ ...placeOf(division), verdict: "complete" }).toEqual({
        province: address.province,
        city: address.city,
        district: address.district,
        adcode,
        verdict: verdict.kind,
      });
    }
  });
});

describe("names shared with others", () => {
  const districts = all.filter(({ level, kind }) => level === "district" && kind !== "zone");

  it.each([
    ["the district alone", (one: Division) => [["district", one.name]]],
    [
      "the province before it",
      (one: Division) => [
        ["prov", placeOf(one).province],
        ["district", one.name],
      ],
    ],
    [
      "short names of city and district",
      (one: Division) => [
        ["city", shortName(placeOf(one).city ?? placeOf(one).province)],
        ["district", shortName(one.name)],
      ],
    ],
  ])("resolve with %s to the right one, or to several with it among them", (_, mentionsOf) => {
    for (const district of districts) {
      const elements = mentionsOf(district).map(([type = "", text = ""]) => ({ type, text }));
      const { address, verdict } = resolve(assemble(elements), divisions);
      const { province, city, district: name } = placeOf(district);
      const found = verdict.kind === "ambiguous" ? verdict.candidates : [address];
      expect(found).toContainEqual(expect.objectContaining({ province, city, district: name }));
    }
  });
});

describe("renamed", () => {
  it.each([
    ["c=杭州市 d=下城区", "拱墅区", 2021],
    ["c=上海 d=闸北", "静安区", 2015],
    ["c=天津市 d=塘沽区", "滨海新区", 2009],
    ["c=淮安市 d=清河区", "清江浦区", 2016],
    ["c=南京市 d=江宁县", "江宁区", null],
    ["c=襄樊市 d=樊城区", "襄阳市", 2010],
    ["p=西藏 c=日喀则地区 d=江孜县", "日喀则市", null],
  ])("%s is now %s", (mentions, to, year) => {
    const { corrections, verdict } = read(mentions);
    expect(corrections).toMatchObject([{ to, year }]);
    expect(verdict.kind).toBe("complete");
  });

  it("offers both parts of what was divided", () => {
    expect(candidatesOf("c=杭州市 d=江干区")).toEqual(["杭州市上城区", "杭州市钱塘区"]);
  });

  it("lets a name in use win over a former one elsewhere", () => {
    expect(brief("d=清河区")).toBe("辽宁省 铁岭市 清河区 211204 complete");
  });
});

describe("incomplete", () => {
  it.each([
    ["p=浙江省", ["city", "district"]],
    ["c=杭州市", ["district"]],
    ["c=北京市", ["district"]],
    ["p=香港", ["district"]],
    ["p=浙江省 c=杭州市 d=下沙区", ["district"]],
    ["t=城关镇", ["province", "city", "district"]],
  ])("%s", (mentions, missing) => {
    expect(read(mentions).verdict).toEqual({ kind: "incomplete", missing });
  });

  it("asks for what lies below the district", () => {
    const { verdict } = resolve(assemble([{ type: "district", text: "余杭区" }]), divisions);
    expect(verdict).toEqual({ kind: "incomplete", missing: ["detail"] });
  });

  it("keeps a name it does not know, and says so", () => {
    const { address, unknown } = read("p=浙江省 c=杭州市 d=下沙区");
    expect([address.district, unknown]).toEqual(["下沙区", ["下沙区"]]);
  });
});

describe("ambiguous", () => {
  it.each([
    ["d=朝阳区", ["北京市朝阳区", "长春市朝阳区"]],
    ["c=朝阳", ["北京市朝阳区", "朝阳市", "长春市朝阳区"]],
    ["d=朝阳", ["北京市朝阳区", "朝阳市", "长春市朝阳区"]],
    ["d=鼓楼区", ["南京市鼓楼区", "徐州市鼓楼区", "福州市鼓楼区", "开封市鼓楼区"]],
    ["d=城关区", ["拉萨市城关区", "兰州市城关区"]],
    ["p=江苏 d=鼓楼区", ["南京市鼓楼区", "徐州市鼓楼区"]],
    ["p=台湾 c=嘉义", ["嘉义市", "嘉义县"]],
  ])("%s", (mentions, expected) => {
    expect(candidatesOf(mentions)).toEqual(expected);
  });

  it("completes what all candidates share", () => {
    expect(brief("p=江苏 d=鼓楼区")).toBe("江苏省 - 鼓楼区 320000 ambiguous");
    expect(brief("d=朝阳区")).toBe("- - 朝阳区 - ambiguous");
  });

  it("takes a bare province's name for the province", () => {
    expect(brief("c=海南")).toBe("海南省 - - 460000 incomplete");
  });
});

describe("conflict", () => {
  it("names each reading and what it contradicts", () => {
    const { verdict, address, adcode } = read("c=上海市 d=海淀区");
    expect(verdict).toMatchObject({
      kind: "conflict",
      readings: [
        { place: { city: "上海市" }, contradicts: ["海淀区"] },
        { place: { city: "北京市", district: "海淀区" }, contradicts: ["上海市"] },
      ],
    });
    expect([address.city, address.district, adcode]).toEqual(["上海市", "海淀区", null]);
  });

  it("prefers the reading that more of the text supports", () => {
    expect(read("p=浙江省 c=杭州市 d=海淀区").verdict).toMatchObject({
      readings: [{ place: { city: "杭州市" }, contradicts: ["海淀区"] }],
    });
  });
});

it("answers any element list, each with certain levels only", () => {
  const name = fc.constantFrom(...all.flatMap((one) => [one.name, one.name.slice(0, 2)]));
  const element = fc.record({
    type: fc.oneof(fc.constantFrom("prov", "city", "district", "town", "road"), fc.string()),
    text: fc.oneof(
      name,
      fc.array(name).map((names) => names.join("")),
      fc.string({ unit: "binary" }),
    ),
  });
  fc.assert(
    fc.property(fc.array(element, { maxLength: 8 }), (elements) => {
      const { verdict, adcode, address } = resolve(assemble(elements), divisions);
      if (verdict.kind === "complete") expect(address.province).not.toBeNull();
      if (verdict.kind === "conflict") expect(adcode).toBeNull();
      if (verdict.kind === "ambiguous") expect(verdict.candidates.length).toBeGreaterThan(1);
    }),
  );
});
