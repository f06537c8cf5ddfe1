import { NAMELIKE_DIVISIONS } from "./namelike-divisions.ts";

const SURNAMES = new Set(
  "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺".split(
    "",
  ),
);
const COMPOUND =
  /^(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木|轩辕|长孙|宇文|南宫|独孤|澹台|百里|东郭|呼延|拓跋)/u;
/** What comes behind a name. */
const TITLE =
  /(?:先生|女士|小姐|太太|夫人|老师|经理|师傅|同学|主任|医生|大夫|老板|阿姨|叔叔|大哥|大姐|总监|会计|校长|教授|律师|护士|[总姐哥叔])$/u;
/** How names of places end. Given names end so now and then, but an address must not lose its parts. */
const PLACE_END =
  /[省市区县旗盟州镇乡村路街道巷弄号楼层室座栋幢组社厦店场苑坊站院校厂馆门桥园府湾庭郡城里庄港岛湖河口部行局所库队营屯寨]$/u;
/** More of them, for names without a phone beside them: 王府井, 白石洲, 马家堡. */
const PLACE_END_LOOSE =
  /[子坨铺务窑甸庙寺集皂家坪井堡洲坝坞沟坡岗岭坪塘沱浦渡滩溪塔闸梁峪洼湖山水泉石东南西北中路城园]$/u;
/** Common places and parts of addresses that begin like a name. */
const PLACE =
  /^(?:万达|万科|万象|万家|华联|金地|龙湖|万隆|华府|时代|商业|商贸|金融|花样|成都|安徽|江苏|江西|宁夏|江北|江南|江东|江岸|路口|路边|马路|车库|车间|单元|文体|文化|都市|国道|古镇|田间|全国|明珠|明月|司机|查收|单位|宿舍|和平|向阳|东方|白云|高新|高铁|石化|木材|华润|华侨|连锁|银座|银泰|金鹰|保利|恒大|绿地|康乐|安居|乐购|原名|谢谢|代收|成人|关于|应该|别墅|广场|大厦|小区)/u;
/** Given names hold these more often than any others. */
const GIVEN = new Set(
  "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚英华文玉红建国春梅志海燕辉兰鹏丹斌婷波宇浩晓俊佳欣怡梓轩涵雨泽思雪莹颖琳慧琴萍玲琪瑶璐菲妍媛倩茜薇蕾雷晨阳旭东峰飞翔龙凯亮博宏康健毅鑫森林松柏豪帅昊天翼诗悦蓉凤珍桂秀淑惠兵胜利民生荣贵福祥瑞庆义仁德忠信诚永新光元清云虎彪武振学良贤才金银宝成立世家小大子一心美月冰露可依然若嘉岚韵雅梦洁雯倩萱彤妮媚虹霖桐辰逸凡睿哲皓炜煜恒航诺航琦麒贝宁安乐欢爱婉柔尚钰钧铭锋钢铁栋梁根树植苗花草莲荷菊竹青紫玄正直义卫星耀灿炎烨焱坤乾艺菁芬芸芝蓓莉莎莺菡嫣妙娇娥姗姝婕绍敬腾潇嫣晴雁咏麟岚懿贤渊淳皎疏影泉鹤鸣奇友朋聪达启迪冠群益全祖光裕景川岩峻峥嵘昕旭昱曦朗润滢澜沛沁霏雯霄鑫淼垚森瑾瑜璇璟珊珏珂琬璋钊锦铮镇楠桦榕棋榆槿祺祥禹禾秋秉稳竣筠简笑策筱纯纪绮维绪翰翊耀聆胤舒舟艳芷芮苒茵荔莘菀萌葳蓓蔚薏蝶行衡西西言诚谊谦豫起超越路远通道邦郁里重野鉴长阳陶隽雅韬韶颂颖顺颜风飘馨骁骏魁鸿鹭黎鼎齐".split(
    "",
  ),
);

export interface NameHints {
  /** Beside a phone or 收, or labelled: also rare given names count. */
  readonly isBesideContact: boolean;
  /** In front of a province or a city, where no address has anything. */
  readonly isBeforeAddress?: boolean;
}

/** Whether a run of characters is a person's name, with or without a title; names of places never are. */
export function isPersonalName(text: string, hints: NameHints): boolean {
  const { isBesideContact, isBeforeAddress = false } = hints;
  if (/^\p{sc=Han}{2,10}[·•]\p{sc=Han}{2,10}$/u.test(text)) return isBesideContact;
  // As platforms hide them: 李*, 李**, 李*明.
  if (/^\p{sc=Han}[*•]{1,2}\p{sc=Han}?$/u.test(text)) return isBesideContact && startsAsName(text);
  const core = text.replace(TITLE, "");
  if (core !== text) return /^\p{sc=Han}{1,3}$/u.test(core) && startsAsName(core) && !PLACE.test(text);
  if (!readsAsName(text) || divisions().has(text)) return false;
  if (isBesideContact) return true;
  return !PLACE_END_LOOSE.test(text) && (isBeforeAddress || isUsualGivenName(givenName(text) ?? "-"));
}

/** One usual character, or two of which one is. */
function isUsualGivenName(given: string): boolean {
  return Array.from(given).some((ch) => GIVEN.has(ch));
}

/** Surname and given name, 小王 or 阿杰; many places are written so too. */
export function readsAsName(text: string): boolean {
  if (!/^\p{sc=Han}{2,4}$/u.test(text) || PLACE.test(text) || PLACE_END.test(text)) return false;
  const given = givenName(text);
  return given === null ? /^[小老阿]\p{sc=Han}{1,2}$/u.test(text) : given.length <= 2;
}

let namelike: ReadonlySet<string> | undefined;
function divisions(): ReadonlySet<string> {
  return (namelike ??= new Set(NAMELIKE_DIVISIONS.split(" ")));
}

function startsAsName(text: string): boolean {
  return /^[小老阿大]/u.test(text) || givenName(text) !== null;
}

/** The part behind the surname; null if there is none. */
function givenName(text: string): string | null {
  const compound = COMPOUND.exec(text)?.[0];
  if (compound !== undefined && text.length > compound.length) return text.slice(compound.length);
  return SURNAMES.has(text.charAt(0)) ? text.slice(1) : null;
}

export const PROVINCE =
  "(?:中国|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)";
const PROVINCES = new RegExp(PROVINCE, "u");

/** The name in front of a province that follows without a space: 李明浙江省…; null if there is none. */
export function splitName(text: string): string | null {
  const at = PROVINCES.exec(text)?.index ?? 0;
  const name = text.slice(0, at);
  return at > 0 && isPersonalName(name, { isBesideContact: true }) ? name : null;
}

/** A label may stand over an address although it asks for a name. */
export function startsWithProvince(text: string): boolean {
  return PROVINCES.exec(text)?.index === 0;
}
