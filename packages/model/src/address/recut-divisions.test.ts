import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble } from "./assemble.ts";
import { loadDivisions } from "./load-divisions.ts";
import { recutDivisions } from "./recut-divisions.ts";
import { resolve } from "./resolve.ts";

const divisions = loadDivisions();
const TYPES: Record<string, string> = {
  ...{ p: "prov", c: "city", d: "district", t: "town", z: "devzone", o: "poi", b: "subpoi" },
  ...{ a: "assist", r: "road" },
};

function elementsOf(written: string) {
  return written.split(" ").map((one) => ({ type: TYPES[one.charAt(0)] ?? "", text: one.slice(2) }));
}

function recut(written: string): string {
  const short = Object.fromEntries(Object.entries(TYPES).map(([key, type]) => [type, key]));
  return recutDivisions(elementsOf(written), divisions)
    .map(({ type, text }) => `${short[type]}=${text}`)
    .join(" ");
}

describe("names of divisions that the tagger cut or took for places", () => {
  it.each([
    ["o=港九 d=龙城区", "p=港 d=九龙城区"],
    ["p=青西 o=宁市城 o=东区", "p=青 c=西宁市 d=城东区"],
    ["o=渝万州区 r=北山大道", "p=渝 d=万州区 r=北山大道"],
    ["z=津南开区 r=鞍山西道", "p=津 d=南开区 r=鞍山西道"],
    ["p=海西 c=州德 d=令哈市", "c=海西州 d=德令哈市"],
    ["p=台湾省 o=桃园市中 o=坜区", "p=台湾省 c=桃园市 d=中坜区"],
    ["c=郑州市 a=二 o=七区", "c=郑州市 d=二七区"],
    ["o=香港特别行政区 o=油尖旺区", "p=香港特别行政区 d=油尖旺区"],
    ["o=澳門特別行政區 b=花地瑪堂區", "p=澳門特別行政區 d=花地瑪堂區"],
    ["o=哈密地区 d=伊州区", "c=哈密地区 d=伊州区"],
    ["c=闽厦门市 b=集美区", "p=闽 c=厦门市 d=集美区"],
    ["c=长沙市 z=开福区", "c=长沙市 d=开福区"],
    ["o=陕西省西 d=安市碑林区", "p=陕西省 c=西安市 d=碑林区"],
  ])("%s: %s", (written, expected) => {
    expect(recut(written)).toBe(expected);
  });

  it.each([
    // Whole already.
    "p=浙江省 c=杭州市 d=余杭区 t=五常街道 o=余杭塘",
    "p=吉林 c=吉林 d=船营",
    // A lake, a place that begins like a division, a division that is not in the one before it.
    "c=杭州 o=西湖",
    "c=青岛市 o=平度市人民医院",
    "c=杭州市 o=南京市",
    "o=公主岭市",
    // Zones overlap districts.
    "c=苏州市 z=工业园区",
    "c=南京市 d=江北新区",
    "c=东莞市 t=虎门镇",
    "r=北京路 o=朝阳区",
  ])("leaves %s", (written) => {
    expect(recut(written)).toBe(written);
  });

  it("joins nothing across a gap, and keeps the offsets", () => {
    const at = (type: string, text: string, start: number) => ({
      ...{ type, text, start, end: start + text.length },
    });
    const apart = [at("poi", "港九", 0), at("district", "龙城区", 3)];
    expect(recutDivisions(apart, divisions)).toEqual(apart);
    const together = [at("poi", "港九", 2), at("district", "龙城区", 4), at("road", "侯王道", 7)];
    expect(recutDivisions(together, divisions)).toEqual([
      at("prov", "港", 2),
      at("district", "九龙城区", 3),
      at("road", "侯王道", 7),
    ]);
  });

  it("changes types and borders only, whatever the pieces", () => {
    const piece = fc.record({
      type: fc.constantFrom(...Object.values(TYPES)),
      text: fc.constantFrom("港九", "龙城区", "浙江", "省杭", "州市", "西湖", "区", "文三路", "青", "𠮷", ""),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (elements) => {
        const textOf = (list: readonly { text: string }[]) => list.map(({ text }) => text).join("");
        expect(textOf(recutDivisions(elements, divisions))).toBe(textOf(elements));
      }),
    );
  });
});

it.each([
  ["o=港九 d=龙城区 r=侯王道", "香港特别行政区/九龙城区 complete", []],
  ["p=海西 c=州德 d=令哈市 r=柴达木路", "青海省/德令哈市 complete", []],
  ["o=香港特别行政区 o=油尖旺区 o=海港城", "香港特别行政区/油尖旺区 complete", ["海港城"]],
])("resolves %s to %s", (written, expected, pois) => {
  const assembled = assemble(elementsOf(written), undefined, divisions);
  const { province, district, verdict } = resolve(assembled, divisions);
  expect(`${province?.name}/${district?.name} ${verdict.kind}`).toBe(expected);
  expect(assembled.pois).toEqual(pois);
});
