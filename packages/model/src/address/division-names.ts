const PEOPLES_ONE = "[汉回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各]族";
const PEOPLES_MANY =
  "(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|鄂温克|保安|裕固|独龙)族?";
const PEOPLES = new RegExp(`^(.{2,}?)(?:${PEOPLES_ONE}|${PEOPLES_MANY})+$`, "u");
const AUTONOMOUS = /^(.{2,}?)(?:自治区|自治([州县旗])|(?<=族)(区))$/u;
// Zones (开发区, 园区, …) have no shorter form.
const SUFFIX =
  /^(.{2,}?)(?:特别行政区|地区|特区|林区|新区|省|市|盟|(?<!开发|园|管理|示范|实验|食品)区|县|旗)$/u;

/** A name as it is looked up: no white space, ASCII for full-width forms, 台 for 臺, no country in front. */
export function lookUpKey(text: string): string {
  const plain = text.normalize("NFKC").replace(/\s+/gu, "").replaceAll("臺", "台");
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
