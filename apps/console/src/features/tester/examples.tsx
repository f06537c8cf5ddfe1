"use client";

import { useTranslations } from "next-intl";

/** Addresses of public places: simplified, traditional, mixed with Latin, with and without street and floor. */
const examples: readonly string[] = [
  "北京市东城区景山前街4号故宫博物院",
  "上海市浦东新区世纪大道100号上海环球金融中心94层",
  "浙江省杭州市西湖区浙大路38号浙江大学玉泉校区图书馆3楼",
  "成都市武侯区国学巷37号四川大学华西医院第一住院大楼对面",
  "香港九龍尖沙咀梳士巴利道10號香港太空館",
  "上海市静安区南京西路789号 HKRI Taikoo Hui 兴业太古汇B1层",
];

export function Examples({ onPick }: { onPick: (address: string) => void }) {
  const t = useTranslations("tester");
  return (
    <div className="flex min-w-0 flex-1 basis-80 items-center gap-1.5 max-sm:basis-full max-sm:overflow-x-auto max-sm:pb-1 sm:flex-wrap">
      <span className="mr-1 shrink-0 text-xs text-muted">{t("examples")}</span>
      {examples.map((address) => (
        <button
          key={address}
          type="button"
          lang="zh"
          title={address}
          onClick={() => onPick(address)}
          className="max-w-37 shrink-0 truncate rounded-full border border-line-strong px-2.5 py-0.5 text-xs hover:bg-hover"
        >
          {address}
        </button>
      ))}
    </div>
  );
}
