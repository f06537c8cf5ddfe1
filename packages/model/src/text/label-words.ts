/** What the value behind a form label is. */
export type LabelKind = "name" | "phone" | "postcode" | "address" | "other";

const BEFORE =
  "(?:收货|收件|寄件|寄货|发货|发件|送货|配送|邮寄|寄送|快递|联系|联络|客户|顾客|买家|买方|卖家|用户|会员|公司|单位|家庭|所在|详细|具体|完整|目的地?|取件|取货|提货|交货|到货|签收|接收|办公|常用|默认|真实|移动|固定|备用|紧急|工作|居住|现|收|寄|您的|你的|我的|的)*";
const HEADS: Readonly<Record<LabelKind, string>> = {
  name: "(?:人|方|者)?(?:姓名|名字|称呼)|(?:收货|收件|收|寄件|寄|联系|联络|签收|接收|取件|提货|取货|发货|发件|买)(?:人|方|者|件人)(?:名称|名)?",
  phone:
    "(?:人|方|者)?(?:电话号码|手机号码|电话|手机号|手机|座机号?码?|固话|固定电话|传真|联系方式|号码|热线|[Tt][Ee][Ll])(?:[12一二])?",
  postcode: "(?:人|方|者)?(?:邮政编码|邮编)",
  address:
    "(?:人|方|者)?(?:地址|住址|地区|区域|位置|地点|所在地|省份|城市|省|市|区|县|街道|乡|镇|村|社区|小区|楼栋|楼号|楼层|单元|门牌号?|房间号?|房号|[/、及和与])+",
  other:
    "(?:人|方)?信息|(?:备注|留言|附言|订单号?|订单编号|运单号|快递单号|单号|编号|序号|快递|物流|快递公司|物流公司|商品|商品名称|品名|数量|规格|时间|日期|身份证号?码?|邮箱|电子邮箱|微信号?|QQ号?|公司名?|单位|公司名称|单位名称|名称|国家|标签|类型)",
};
const KINDS = Object.keys(HEADS) as LabelKind[];
const CHINESE = KINDS.map((kind) => [kind, new RegExp(`^${BEFORE}(?:${HEADS[kind]})$`, "u")] as const);

const ENGLISH: readonly (readonly [LabelKind, RegExp])[] = [
  ["phone", /phone|mobile|\btel\b|\bcell|fax/u],
  ["postcode", /zip|post ?(?:al)? ?code|\bpostal\b/u],
  [
    "address",
    /addr|provinc|\bcity|distric|county|street|town|region|\barea|country|\bstate\b|detail|locat|\bship to\b|deliver/u,
  ],
  ["name", /name|receiver|recipient|consignee|contact|buyer|customer|\battn\b|\bto\b/u],
];

/** What a whole word or key labels; null for one that no form has. */
export function labelKind(words: string): LabelKind | null {
  if (words.length > LABEL_LENGTH_MAX) return null;
  const known = kinds.get(words);
  if (known !== undefined) return known;
  const kind = findKind(words);
  if (kinds.size < KNOWN_MAX) kinds.set(words, kind);
  return kind;
}

/** Forms repeat their labels; a stranger's words must not fill the memory. */
const kinds = new Map<string, LabelKind | null>();
const KNOWN_MAX = 1000;
const LABEL_LENGTH_MAX = 30;

function findKind(words: string): LabelKind | null {
  const together = words.replace(/(?<=\p{sc=Han})\s+(?=\p{sc=Han})/gu, "");
  const chinese = CHINESE.find(([, pattern]) => pattern.test(together));
  if (chinese) return chinese[0];
  if (!/^[A-Za-z][A-Za-z_ .-]*$/u.test(words)) return null;
  const spaced = words.replace(/([a-z])(?=[A-Z])/gu, "$1 ").replace(/[_.-]+/gu, " ");
  return ENGLISH.find(([, pattern]) => pattern.test(spaced.toLowerCase()))?.[0] ?? null;
}

/** Any Chinese label that is one also in the middle of a text, with a colon behind it. */
export const CHINESE_LABEL = `${BEFORE}(?:${HEADS.name}|${HEADS.phone}|${HEADS.postcode}|(?:地址|住址|所在地区))`;
export const NAME_LABEL = "(?:收货|收件|联系|联络|签收)(?:人|方(?!式))(?:姓名)?(?!信息)|姓名|名字";
/** In no address, so also in the middle of a text. */
export const NAME_LABEL_INSIDE = "(?:收货|收件|联系)人(?:姓名)?(?!信息)";
export const PHONE_LABEL = `${BEFORE}(?:人|方)?(?:电话号码|手机号码|电话|手机号|手机|号码|座机|固话|联系方式|[Tt][Ee][Ll]|[Mm]obile|[Pp]hone)`;
export const ADDRESS_LABEL = `${BEFORE}(?:人|方)?(?:地址|住址|所在地区)`;
