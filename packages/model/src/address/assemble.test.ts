import fc from "fast-check";
import { expect, it } from "vitest";
import { elementTypes } from "../version/element-types.ts";
import { assemble } from "./assemble.ts";

const of = (...elements: [type: string, text: string][]) =>
  assemble(elements.map(([type, text]) => ({ type, text })));

it.each(elementTypes)("has a field for %s", (type) => {
  expect(of([type, "东"])).not.toEqual(of());
});

it("puts every type into its field", () => {
  const address = of(
    ["prov", "浙江省"],
    ["city", "杭州市"],
    ["district", "余杭区"],
    ["town", "五常街道"],
    ["devzone", "未来科技城"],
    ["community", "荆长社区"],
    ["village_group", "3组"],
    ["road", "文一西路"],
    ["roadno", "９６９ 号"],
    ["poi", "阿里巴巴"],
    ["subpoi", "a座"],
    ["houseno", "3号楼"],
    ["cellno", "2单元"],
    ["floorno", "5楼"],
    ["assist", "对面"],
    ["distance", "50米"],
  );
  expect(address).toMatchObject({
    province: "浙江省",
    city: "杭州市",
    district: "余杭区",
    town: "五常街道",
    devzone: "未来科技城",
    community: "荆长社区",
    villageGroup: "3组",
    roads: [{ road: "文一西路", number: "969号" }],
    pois: ["阿里巴巴"],
    subPois: ["A座"],
    building: "3号楼",
    unit: "2单元",
    floor: "5楼",
    assist: "对面",
    distance: "50米",
    intersection: null,
  });
  expect(address.mentions.map(({ level }) => level)).toEqual(["province", "city", "district"]);
});

it("says repeated elements once and keeps different ones", () => {
  const address = of(
    ["city", "杭州市"],
    ["city", "杭州市"],
    ["poi", "阿里巴巴"],
    ["poi", "西溪园区"],
    ["poi", "阿里巴巴"],
    ["houseno", "3号楼"],
    ["houseno", "A座"],
  );
  expect(address).toMatchObject({ city: "杭州市", pois: ["阿里巴巴", "西溪园区"], building: "3号楼 A座" });
  expect(address.mentions).toHaveLength(2);
});

it("gives each road the number behind it", () => {
  const roads = [
    { road: "文一西路", number: "969号" },
    { road: "荆长路", number: null },
    { road: "高教路", number: "1号" },
    { road: null, number: "2号" },
  ];
  const twice = of(
    ["road", "文一西路"],
    ["roadno", "969号"],
    ["road", "荆长路"],
    ["road", "高教路"],
    ["roadno", "1号"],
    ["roadno", "2号"],
    ["road", "文一西路"],
  );
  expect(twice.roads).toEqual(roads);
});

it("takes any element list", () => {
  const element = fc.record({
    type: fc.oneof(fc.constantFrom("prov", "road", "roadno", "__proto__", "/WHERE"), fc.string()),
    text: fc.string({ unit: "binary" }),
  });
  fc.assert(
    fc.property(fc.array(element, { maxLength: 12 }), (elements) => {
      const { roads, mentions } = assemble(elements);
      expect(roads.every(({ road, number }) => (road ?? number) !== null)).toBe(true);
      expect(mentions.every(({ text }) => text !== "" && !/\s/u.test(text))).toBe(true);
    }),
  );
});
