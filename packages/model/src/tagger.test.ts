import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Tagger } from "./tagger.ts";
import { createTagger } from "./tagger.ts";

const COMPACT = fileURLToPath(new URL("../models/compact", import.meta.url));
const ADDRESSES = [
  "浙江省杭州市余杭区文一西路969号",
  "杭州市西湖区古墩路673号瑞博国际大厦A座5楼",
  "上海市浦东新区张江镇祖冲之路2288弄3号楼",
  "浙江省宁波市鄞州区下应街道湾底村",
];

let tagger: Tagger;
beforeAll(async () => void (tagger = await createTagger(COMPACT)));
afterAll(() => tagger.dispose());

const brief = async (text: string): Promise<string> => {
  const [elements = []] = await tagger.tag([text]);
  return elements.map((e) => `${e.type}=${e.text}`).join(" ");
};

describe("the compact model", () => {
  it.each([
    ["浙江省杭州市余杭区文一西路969号", "prov=浙江省 city=杭州市 district=余杭区 road=文一西路 roadno=969号"],
    ["余杭区文一西路969号", "district=余杭区 road=文一西路 roadno=969号"],
    ["文一西路９６９号", "road=文一西路 roadno=９６９号"],
    [
      "浙江省宁波市鄞州区下应街道湾底村",
      "prov=浙江省 city=宁波市 district=鄞州区 town=下应街道 community=湾底村",
    ],
    ["杭州市西湖区古墩路673号", "city=杭州市 district=西湖区 road=古墩路 roadno=673号"],
    ["广东省深圳市南山区粤海街道", "prov=广东省 city=深圳市 district=南山区 town=粤海街道"],
    ["", ""],
  ])("parses %s", async (text, expected) => {
    expect(await brief(text)).toBe(expected);
  });

  it("gives the text as typed at the offsets it reports, for any string", async () => {
    const part = fc.oneof(
      fc.constantFrom(...ADDRESSES, "🏠", "𠮷", "\u0000", " ", "Ａ座"),
      fc.string({ unit: "binary" }),
    );
    const texts = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const [elements = []] = await tagger.tag([text]);
        const characters = Array.from(text);
        let end = 0;
        for (const element of elements) {
          expect(element.start).toBeGreaterThanOrEqual(end);
          expect(element.text).toBe(characters.slice(element.start, element.end).join(""));
          expect(element.confidence).toBeGreaterThan(0);
          expect(element.confidence).toBeLessThanOrEqual(1);
          end = element.end;
        }
      }),
      { numRuns: 40 },
    );
  });

  it("answers alike alone and among others", async () => {
    const texts = Array.from({ length: 60 }, (_, i) => (ADDRESSES[i % 4] as string).slice(i % 7));
    const together = await tagger.tag(texts);
    for (const [i, text] of texts.entries()) {
      const [alone] = await tagger.tag([text]);
      expect(together[i]?.map(({ confidence: _, ...rest }) => rest)).toEqual(
        alone?.map(({ confidence: _, ...rest }) => rest),
      );
    }
  });

  it("finds the same roads in a text of many windows as in its parts", async () => {
    const [elements = []] = await tagger.tag([ADDRESSES.join("，").repeat(12)]);
    const roads = elements.filter((e) => e.type === "road" && e.text === "文一西路");
    expect(roads.length).toBeGreaterThanOrEqual(10);
  });
});

describe("with the text pass and windows of 48", () => {
  const room = "Room 1203, Building 5, No.88 Century Avenue, Pudong New Area, Shanghai ";
  const letter =
    "您好，昨天买的两件衣服想改一下收货地址，麻烦尽快帮我处理，之前那个已经不住了，新的在下面，谢谢老板，";
  const shanghai = "city=上海市 district=浦东新区 road=世纪大道 roadno=88号 houseno=5号楼";

  let passing: Tagger;
  beforeAll(async () => {
    passing = await createTagger(COMPACT, { textPass: 1, windowLength: 48, windowOverlap: 20 });
  });
  afterAll(() => passing.dispose());

  it("finds an address far behind other text", async () => {
    const [elements = []] = await passing.tag([`${letter}\n上海市浦东新区世纪大道88号5号楼1203室`]);
    const own = elements.filter(({ start }) => start > letter.length);
    expect(own.map((e) => `${e.type}=${e.text}`).join(" ")).toBe(shanghai);
  });

  it.each([
    [`${" ".repeat(90)}上海市浦东新区世纪大道88号5号楼1203室`, shanghai],
    [`${"\n\t ".repeat(40)}上海市浦东新区世纪大道88号5号楼1203室`, shanghai],
    [`${room}上海市浦东新区世纪大道88号5号楼1203室`, shanghai],
    ["上海市 浦东新区\u3000世纪大道88号，5号楼1203室", shanghai],
    ["廣東省東莞市虎門鎮連升路1號", "prov=廣東省 city=東莞市 town=虎門鎮 road=連升路 roadno=1號"],
    ["⻄安市⻓安区航天大道1号", "city=⻄安市 district=⻓安区 road=航天大道 roadno=1号"],
    ["杭州市余杭区\n文一西路969号", "city=杭州市 district=余杭区 road=文一西路 roadno=969号"],
    ["文一\n西路969号", "road=文一 road=西路 roadno=969号"],
  ])("parses %j", async (text, expected) => {
    const [elements = []] = await passing.tag([text]);
    expect(elements.map((e) => `${e.type}=${e.text}`).join(" ")).toBe(expected);
    const characters = Array.from(text);
    for (const { start, end, text } of elements) expect(characters.slice(start, end).join("")).toBe(text);
  });
});

it("refuses a window that the model has no positions for", async () => {
  await expect(createTagger(COMPACT, { windowLength: 127 })).rejects.toThrow(
    "windowLength: expected at most 126",
  );
});

it("fails after being disposed instead of crashing, and may be disposed twice", async () => {
  const short = await createTagger(COMPACT, { verify: false });
  await short.tag(["杭州市"]);
  await short.dispose();
  await short.dispose();
  await expect(short.tag(["杭州市"])).rejects.toMatchObject({ code: "run-failed" });
});

it("says which file is missing", async () => {
  await expect(createTagger("/nonexistent")).rejects.toThrow("manifest.json: expected a readable file");
});
