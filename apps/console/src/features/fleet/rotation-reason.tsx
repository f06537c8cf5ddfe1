"use client";

import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/client/clock.ts";
import { type RotationGroup, rotationRules } from "./rotation.ts";

/** Which gateways keep a node out, why, and until when at least. */
export function RotationReason({ group }: { group: RotationGroup }) {
  const t = useTranslations("fleet.rotation");
  const locale = useLocale();
  const nowMs = useNow();
  const { evidence, gateways, returnAt } = group;
  const known = rotationRules.find((rule) => rule === group.rule);
  const rule = known ? t(`rule.${known}`) : (group.rule ?? t("rule.unknown"));
  const out = t("out", {
    gateways: new Intl.ListFormat(locale, { type: "conjunction" }).format(gateways),
    why: evidence === null ? rule : t("evidence", { why: rule, evidence }),
  });
  // A return that has passed was not kept: the gateway's next report will say more.
  if (returnAt === null || nowMs === null || returnAt.getTime() <= nowMs) return out;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(returnAt);
  return `${out} ${t("return", { time })}`;
}
