import { foldCharacters } from "../text/fold-characters.ts";
const PEOPLES_ONE = "[汉回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各]族";
const PEOPLES_MANY =
  "(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|鄂温克|保安|裕固|独龙)族?";
const PEOPLES = new RegExp(`^(.{2,}?)(?:${PEOPLES_ONE}|${PEOPLES_MANY})+$`, "u");
const AUTONOMOUS = /^(.{2,}?)(?:自治区|自治([州县旗])|(?<=族)(区))$/u;
// Zones (开发区, 园区, …) have no shorter form.
const SUFFIX =
  /^(.{2,}?)(?:特别行政区|地区|特区|林区|新区|省|市|盟|(?<!开发|园|管理|示范|实验|食品)区|县|旗)$/u;

/** A name as it is looked up: no white space, ASCII for full-width forms, simplified characters, no country in front. */
export function lookUpKey(text: string): string {
  const isPlain = /^[\u4e00-\u9fff]*$/.test(text);
  const plain = foldCharacters(isPlain ? text : text.normalize("NFKC").replace(/\s+/gu, ""));
  if (!plain.startsWith("中")) return plain;
  return plain.replace(/^(?:中华人民共和国|中国)(?=.)/u, "");
}

/** The name without what kind of division it is: 北京, 内蒙古, 恩施, 浦东. A rest of one character is never made. */
export function shortName(name: string): string {
  const autonomous = AUTONOMOUS.exec(name)?.[1];
  if (autonomous === undefined) return SUFFIX.exec(name)?.[1] ?? name;
  return PEOPLES.exec(autonomous)?.[1] ?? autonomous.replace(/(?<=..)族$/u, "");
}

/**
 * Other ways in which the current name is written: short (恩施), short with a plain suffix (恩施州, 景宁县), and without the
 * city's name in front of it (工业园区 for 苏州工业园区).
 */
export function otherNames(name: string, cityName: string | null): string[] {
  const short = shortName(name);
  const autonomous = AUTONOMOUS.exec(name);
  const suffix = autonomous?.[2] ?? autonomous?.[3];
  if (suffix) return [short, `${short}${suffix}`];
  const prefix = [cityName, shortName(cityName ?? "")].find((prefix) => prefix && name.startsWith(prefix));
  const rest = name.slice(prefix?.length ?? 0);
  return [short, ...(rest.length >= 3 ? [rest] : [])].filter((other) => other !== name);
}

const ZONE_TAIL =
  /(?:(?:国家级?|省级|高新技术产业|高新技术|高技术产业|高新|经济技术|经济|工业|产业|科技|现代|火炬|循环化|稀土|物流|旅游|综合|保税|城乡一体化|风景名胜|生态|文化|创意|转型|改革|临港|航空港|空港|示范|试验|实验|管理|合作|自由|贸易|临空|滨海)*(?:开发区|高新区|经开区|新区|园区|产业园|工业园|科技园|物流园|保税区|度假区|名胜区|示范区|试验区|实验区|管理区|合作区|工业区|集聚区|聚集区|直管区|片区)|开发区)$/u;

/** What a zone's name begins with: 西安 of 西安高新区; null if it is no zone's name or has no head. */
export function zoneHead(text: string): string | null {
  const tail = ZONE_TAIL.exec(text)?.[0];
  return tail && tail.length < text.length ? text.slice(0, -tail.length) : null;
}

/** Other names of a zone: without the city or province in front, and with 高新区 and 经开区 for the long forms. */
export function zoneNames(name: string, cityName: string): string[] {
  const brief = name
    .replace(/高新技术产业开发区|高新技术产业园区|高新技术开发区|高技术产业开发区/u, "高新区")
    .replace(/经济技术开发区|经济开发区/u, "经开区");
  const open = name.replace(/(?:经济技术|经济)开发区$/u, "开发区");
  const variants = new Set([name, brief, open, name.replace("经济技术开发区", "经济开发区")]);
  const prefixes = [cityName, shortName(cityName)];
  const bare = [...variants].flatMap((variant) => {
    const at = prefixes.map((prefix) => (prefix ? variant.indexOf(prefix) + prefix.length : 0));
    const prefix = prefixes.find((one, i) => one && (at[i] ?? 0) >= one.length);
    if (!prefix) return [];
    const tail = variant.slice(variant.indexOf(prefix) + prefix.length);
    return tail.length >= 3 ? [tail, `${shortName(cityName)}${tail}`, `${cityName}${tail}`] : [];
  });
  return [...new Set([...variants, ...bare])].filter((other) => other !== name);
}
