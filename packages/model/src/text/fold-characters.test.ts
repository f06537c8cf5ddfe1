import fc from "fast-check";
import { expect, it } from "vitest";
import type { Division } from "../address/divisions.ts";
import { loadDivisions } from "../address/load-divisions.ts";
import { foldCharacters } from "./fold-characters.ts";
import { SIMPLIFIED_PAIRS } from "./simplified-characters.ts";
import { simplifiedPairs } from "./simplified-pairs.ts";

it.each([
  ["廣東省東莞市虎門鎮連升路1號", "广东省东莞市虎门镇连升路1号"],
  ["油尖旺區彌敦道132號", "油尖旺区弥敦道132号"],
  ["臺北市信義區", "台北市信义区"],
  ["中環滙豐總行、衞理道", "中环汇丰总行、卫理道"],
  ["⻄安市⻓安区⻛门⻢⻋", "西安市长安区风门马车"],
  ["⼴⻄⽟林", "广西玉林"],
  ["Ａ座１２０３室（①）", "A座1203室(1)"],
  ["㎡㈱…", "㎡㈱…"],
  ["乾县於潜镇", "乾县於潜镇"],
])("folds %s", (text, folded) => {
  expect(foldCharacters(text)).toBe(folded);
});

it("keeps every code unit at its place, and folds nothing twice, for any string", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const folded = foldCharacters(text);
      expect(folded.length).toBe(text.length);
      expect(foldCharacters(folded)).toBe(folded);
    }),
  );
});

it("leaves every name of a division as it is", () => {
  const namesOf = (one: Division): string[] => [one.name, ...one.children.flatMap(namesOf)];
  const names = loadDivisions().provinces.flatMap(namesOf);
  expect(names.filter((name) => foldCharacters(name) !== name)).toEqual([]);
});

it("has the pairs that the command writes", () => {
  expect(SIMPLIFIED_PAIRS).toBe(simplifiedPairs());
});
