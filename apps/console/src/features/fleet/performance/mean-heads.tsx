"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";

/** A column of mean times. */
export const meanCell = "w-0 py-1 pl-4 text-right whitespace-nowrap";

/** Heads of the means of all requests, and of the slowest. */
export function MeanHeads() {
  const t = useTranslations("performance");
  return (["all", "slowest"] as const).map((which) => (
    <th key={which} scope="col" className={clsx(meanCell, "font-normal")}>
      {t(which)}
    </th>
  ));
}
