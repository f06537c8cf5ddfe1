import type { LabelledText } from "../../eval/read-conll.ts";

/** Who receives, as people write it. */
export interface Receiver {
  readonly name: string;
  readonly phone: string;
  readonly postcode: string;
}

/** An address as a shop's form has it: divisions apart from the rest. */
interface Parts extends Receiver {
  readonly region: readonly string[];
  readonly detail: string;
  readonly address: string;
}

const NAMES =
  "李明 王小芳 张伟 欧阳静 陈建国 刘洋 赵敏 司徒浩然 周杰 吴倩 韩梅梅 孙悦 朱子涵 胡军 郭女士 何先生 小林 Li Ming 马晓东 高翔";
const PHONES = [
  ...[
    "13800000000",
    "138 0000 0001",
    "139-0000-0002",
    "+86 13700000003",
    "86-13600000004",
    "15000000005转1234",
  ],
  ...[
    "138****0006",
    "0571-80000007",
    "(021)60000008",
    "0755-20000009转801",
    "400-800-0010",
    "18600000011-8823",
  ],
];

/** The i-th receiver. */
export function receiver(i: number): Receiver {
  const names = NAMES.replace("Li Ming", "Li_Ming").split(" ");
  const name = (names[i % names.length] as string).replace("_", " ");
  const phone = PHONES[i % PHONES.length] as string;
  return { name, phone, postcode: String(310_000 + 7 * i) };
}

const FORMS: Readonly<Record<string, (parts: Parts) => string>> = {
  "name phone address": ({ name, phone, address }) => `${name} ${phone} ${address}`,
  "address, name, phone": ({ name, phone, address }) => `${address}，${name}，${phone}`,
  "phone address name 收": ({ name, phone, address }) => `${phone}\t${address} ${name}（收）`,
  "labelled lines": ({ name, phone, region, detail, postcode }) =>
    `收货人：${name}\n手机号码：${phone}\n所在地区：${region.join(" ")}\n详细地址：${detail}\n邮编：${postcode}`,
  "labels in one line": ({ name, phone, address, postcode }) =>
    `地址:${address} 邮政编码:${postcode} 姓名:${name} 联系电话:${phone} 谢谢`,
  JSON: ({ name, phone, region: [province = "", ...others], detail }) =>
    JSON.stringify({
      receiverName: name,
      mobile: phone,
      province,
      city: others.join(""),
      detail,
      orderId: 20260101000001,
    }),
  CSV: ({ name, phone, region, detail, postcode }) =>
    `姓名,手机,邮编,地区,详细地址\n"${name}","${phone}",${postcode},${region.join("")},"${detail}"`,
  "HTML and emoji": ({ name, phone, address }) =>
    `<p>👤<b>${name}</b>&nbsp;📱${phone}<br/></p>\n<div class="addr">📍【${address}】</div>`,
};

export const pasteForms = Object.keys(FORMS);

/** The address in a form, and where in it stands what is no part of the address (code units). */
export function pasted(form: string, { text, spans }: LabelledText, who: Receiver): string {
  const regions = spans.filter(({ type }) => ["prov", "city", "district"].includes(type));
  const until = regions.at(-1)?.end ?? 0;
  const region = regions.map(({ start, end }) => text.slice(start, end));
  return FORMS[form]?.({ ...who, region, detail: text.slice(until), address: text }) ?? text;
}
