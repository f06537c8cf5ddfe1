"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { RoutePolicyRef } from "../route-policy.ts";

/** One line on a wide screen; under it the weight and the three columns get lines of their own. */
export const rowGrid =
  "grid grid-cols-[minmax(0,1fr)_9.5rem] items-center gap-x-6 gap-y-2 lg:grid-cols-[minmax(10rem,15rem)_9.5rem_minmax(0,1fr)_15rem]";

/** Names of the columns; a narrow screen has them in the rows. */
export function MemberHead({ type }: Pick<RoutePolicyRef, "type">) {
  const t = useTranslations("traffic.columns");
  return (
    <div aria-hidden className={clsx(rowGrid, "mt-5 pb-1.5 text-2xs font-medium text-muted max-lg:hidden")}>
      <span>{t(`name.${type}`)}</span>
      <span>{t("state")}</span>
      <span>{t("weight")}</span>
      <div className="grid grid-cols-3 gap-x-2 text-right">
        <span>{t("declared")}</span>
        <span>{t("acked")}</span>
        <span>{t("observed")}</span>
      </div>
    </div>
  );
}
