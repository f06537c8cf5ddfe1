import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadDivisions } from "../address/load-divisions.ts";
import type { Division } from "../address/divisions.ts";
import { shortName } from "../address/division-names.ts";
import { contactOf, restOf } from "./contact.ts";
import { cutText } from "./cut-text.ts";

const ADDRESS = "浙江省杭州市余杭区文一西路969号";
/** ⏎ is a line break, → a tab. */
const typed = (text: string): string =>
  text.replaceAll("⏎", "\n").replaceAll("→", "\t").replaceAll("@", ADDRESS);
const left = (text: string): string => {
  const cuts = cutText(text);
  const gaps = [...cuts, { start: text.length }].map(({ start }, i) =>
    text.slice(cuts[i - 1]?.end ?? 0, start),
  );
  return gaps
    .join(" ")
    .replace(/[\s,，。|;；:：{}[\]【】()（）"'“”、📦📱🏠👤📍]+/gu, " ")
    .trim();
};
const brief = (text: string): string => {
  const { name, phones, postcode } = contactOf(text);
  return [name?.text ?? "", phones.map((phone) => phone.text).join("+"), postcode?.text ?? ""].join("|");
};

describe("cuts", () => {
  it.each([
    ["李明 13800000000 @", "李明|13800000000|"],
    ["李明13800000000@", "李明|13800000000|"],
    ["@李明13800000000", "李明|13800000000|"],
    ["13800000000李明@", "李明|13800000000|"],
    ["李明@13800000000", "李明|13800000000|"],
    ["@，李明，138-0000-0000", "李明|138-0000-0000|"],
    ["李明-13800000000-@", "李明|13800000000|"],
    ["李明/13800000000/@", "李明|13800000000|"],
    ["李明（13800000000）@", "李明|13800000000|"],
    ["13800000000 @ 李垚", "李垚|13800000000|"],
    ["欧阳娜娜 13800000000 @", "欧阳娜娜|13800000000|"],
    ["张先生 13800000000 @", "张先生|13800000000|"],
    ["小王 13800000000 @", "小王|13800000000|"],
    ["买买提·阿卜杜拉 13800000000 @", "买买提·阿卜杜拉|13800000000|"],
    ["李** 138****0000 @", "李**|138****0000|"],
    ["Li Ming 13800000000 @", "Li Ming|13800000000|"],
    ["李明 @", "李明||"],
    ["@ 李明", "李明||"],
  ])("the name in %s", (text, expected) => {
    expect([brief(typed(text)), left(typed(text))]).toEqual([expected, ADDRESS]);
  });

  it.each(Array.from("@^$%★●■/|_~"))("the name and the phone between %s", (sign) => {
    for (const parts of [
      [ADDRESS, "周若彤", "13800000000"],
      ["周若彤", "13800000000", ADDRESS],
      ["13800000000", ADDRESS, "周若彤"],
    ]) {
      const text = parts.join(sign);
      expect([
        brief(text),
        cutText(text).some(({ start, end }) => text.slice(start, end).includes("浙江")),
      ]).toEqual(["周若彤|13800000000|", false]);
      expect(left(text)).toBe(ADDRESS);
    }
  });

  it.each([
    "138 0000 0000",
    "+86 138 0000 0000",
    "86-13800000000",
    "13800000000转1234",
    "13800000000-1234",
    "138****0000",
    "138xxxx0000",
    "0571-80000000",
    "057180000000",
    "(0571)80000000",
    "0571-80000000转801",
    "021 6000 0000",
    "400-800-0000",
    "4008000000",
    "+852 2000 0000",
    "１３８００００００００",
  ])("the phone %s", (phone) => {
    expect([brief(`李明 ${phone} ${ADDRESS}`), left(`李明 ${phone} ${ADDRESS}`)]).toEqual([
      `李明|${phone}|`,
      ADDRESS,
    ]);
  });

  it.each([
    [
      "收货人：李明⏎手机号码：13800000000⏎所在地区：浙江省杭州市⏎详细地址：文一西路969号",
      "李明|13800000000|",
      "浙江省杭州市 文一西路969号",
    ],
    ["收貨人：李明 電話：13800000000 地址：@", "李明|13800000000|", ADDRESS],
    [
      "收件人:李明 手机:13800000000 所在省份:浙江省 城市:杭州市 详细地址:文一西路969号",
      "李明|13800000000|",
      "浙江省 杭州市 文一西路969号",
    ],
    ["1、姓名：李明 2、电话：13800000000 3、地址：@", "李明|13800000000|", ADDRESS],
    ["姓　名：李明⏎电　话：80000000⏎地　址：@", "李明|80000000|", ADDRESS],
    ["【收货人】李明【电话】13800000000【地址】@", "李明|13800000000|", ADDRESS],
    ["收货人李明，电话13800000000，地址@", "李明|13800000000|", ADDRESS],
    ["@联系人：李明电话：13800000000", "李明|13800000000|", ADDRESS],
    ["@ 座机 80000000 联系人李明", "李明|80000000|", ADDRESS],
    [
      "Name: Li Ming⏎Phone: +86 13800000000⏎Address: @⏎Zip code: 311100",
      "Li Ming|+86 13800000000|311100",
      ADDRESS,
    ],
    ["Receiver: 李明, Tel: 0571-80000000 ext 12, Addr: @", "李明|0571-80000000 ext 12|", ADDRESS],
    ["收货人李明@", "李明||", ADDRESS],
    ["收货信息：李明，13800000000，@，000000", "李明|13800000000|000000", ADDRESS],
    ["收货人信息⏎李明 先生⏎13800000000⏎@", "李明|13800000000|", ADDRESS],
    ["手机：13800000000（微信同号） 李明 @", "李明|13800000000|", ADDRESS],
    ["地址是@，电话是13800000000，名字是李明", "李明|13800000000|", ADDRESS],
    ["*收货人：李明 *电话：13800000000 *地址：@", "李明|13800000000|", ADDRESS],
    ["收货人：@", "||", ADDRESS],
    ["订单号：202601010000001 李明 13800000000 @", "李明|13800000000|", ADDRESS],
    ["请寄到@ 王小明收 13800000000 谢谢", "王小明|13800000000|", ADDRESS],
  ])("the labels of %s", (text, contact, address) => {
    expect([brief(typed(text)), left(typed(text))]).toEqual([contact, address]);
  });

  it.each([
    ['{"name":"李明","phone":"13800000000","address":"@"}', ADDRESS],
    [
      '{"receiver_name": "李明", "receiverMobile": 13800000000, "city": "杭州市", "detail": "文一西路969号", "orderId": 20260101, "vip": true}',
      "杭州市 文一西路969号",
    ],
    ["{name:'李明',phone:'13800000000',address:'@'}", ADDRESS],
    ["name=李明&phone=13800000000&address=@", ADDRESS],
    ["李明,13800000000,浙江省,杭州市,文一西路969号", "浙江省 杭州市 文一西路969号"],
    ["姓名,电话,地址⏎李明,13800000000,@", ADDRESS],
    ['"李明"，"13800000000"，"@"', ADDRESS],
    ["| 李明 | 13800000000 | @ |", ADDRESS],
    ["<p>李明</p><p>13800000000</p><br/>&nbsp;<p>@</p>", ADDRESS],
    ["<name>李明</name><tel>13800000000</tel><addr>@</addr>", ADDRESS],
    ["李明→13800000000→@", ADDRESS],
    ["📦李明 📱13800000000 🏠@", ADDRESS],
  ])("the markup of %s", (text, address) => {
    expect([brief(typed(text)), left(typed(text))]).toEqual(["李明|13800000000|", address]);
  });

  it.each([
    ["@ 311100", "||311100"],
    ["311100 @", "||311100"],
    ["310000@", "||310000"],
    ["@（邮编：311100）", "||311100"],
    ["@邮政编码311100", "||311100"],
    ["@ 李明（收）", "李明||"],
    ["@(李明收)", "李明||"],
    ["李明 收 @", "李明||"],
    ["@李明收", "李明||"],
    ["13800000000转1234 @[1234]", "|13800000000转1234|"],
  ])("what is left of %s", (text, expected) => {
    expect([brief(typed(text)), left(typed(text))]).toEqual([expected, ADDRESS]);
  });
});

describe("leaves", () => {
  it.each([
    "上海市浦东新区世纪大道88号5号楼1203室",
    "翠苑一区3-2-501",
    "大厦A座1801-1805室",
    "110国道旁",
    "甘肃省高台县318国道2018号",
    "G318国道1234号",
    "北京市海淀区2008年奥运村",
    "上海市浦东新区100000号",
    "杭州市余杭区五常街道5号楼 120301",
    "12号",
    "杭州市西湖区公司电话楼3号",
    "杭州市西湖区电话亭旁",
    "广州市天河区手机城3楼",
    "广州市天河区收藏大厦",
    "成都市武侯区丰收路12号",
    "杭州市回收站西侧收费站",
    "江苏省淮安市，废品回收",
    "浙江 杭州 余杭 文一西路969号",
    "太原市小店区许坦东街 华润",
    "南京市鼓楼区中山路1号 高淳",
    "杭州市邮政编码大厦311100号",
    "地址村12号",
    "姓名路3号",
    "收货人巷5号",
    "联系路",
    "万达广场 万科城",
    "王府井大街 金鱼胡同",
    "Room 1203, Building 5, No.88 Century Avenue",
    "保?A路00号",
    "石岩街道0000000栋",
  ])("%s as it is", (text) => {
    expect(cutText(text)).toEqual([]);
  });

  const withDescendants = (one: Division): Division[] => [one, ...one.children.flatMap(withDescendants)];
  it("every division its name, also beside a phone", () => {
    const names = loadDivisions()
      .provinces.flatMap(withDescendants)
      .flatMap(({ name }) => [name, shortName(name)]);
    const lost = names.filter((name) => contactOf(`13800000000 ${name} 文一西路969号`).name !== null);
    expect(lost).toEqual([]);
  });
});

it("cuts in text order, never twice, for any string", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "李明",
      "13800000000",
      "收货人：",
      "地址",
      "邮编311100",
      "（收）",
      "<b>",
      '"a":',
      "\n",
      "，",
      "🏠",
      "𠮷",
      ADDRESS,
      "[1234]",
      "-",
      "/",
    ),
    fc.string({ unit: "binary" }),
  );
  const texts = fc.array(part, { maxLength: 10 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      let end = 0;
      for (const cut of cutText(text)) {
        expect(cut.start).toBeGreaterThanOrEqual(end);
        expect(cut.end).toBeGreaterThan(cut.start);
        end = cut.end;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
  );
});

it("gives back every piece that is no element", () => {
  const text = "🏠 李明 浙江省 文一西路969号1203室 ";
  const elements = [
    { start: 5, end: 8 },
    { start: 9, end: 17 },
  ];
  expect(restOf(text, elements)).toEqual([
    { text: "🏠 李明", start: 0, end: 4 },
    { text: "1203室", start: 17, end: 22 },
  ]);
  expect(restOf("文一西路", [{ start: 0, end: 4 }])).toEqual([]);
});
