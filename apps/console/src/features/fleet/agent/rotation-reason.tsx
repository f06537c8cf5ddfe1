"use client";

import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { timeSpan, useExactTime } from "@/client/format/time.ts";
import { type RotationGroup, rotationRules } from "./rotation.ts";

/** Which gateways keep a node out, for how long already, why, and until when at least. */
export function RotationReason({ group }: { group: RotationGroup }) {
  const t = useTranslations("fleet.rotation");
  const spanText = useTranslations("time.span");
  const locale = useLocale();
  const exactTime = useExactTime();
  const nowMs = useNow();
  const { evidence, since, returnAt } = group;
  const known = rotationRules.find((rule) => rule === group.rule);
  const rule = known ? t(`rule.${known}`) : (group.rule ?? t("rule.unknown"));
  const why = evidence === null ? rule : t("evidence", { why: rule, evidence });
  const gateways = new Intl.ListFormat(locale, { type: "conjunction" }).format(group.gateways);
  const span = since && nowMs !== null ? timeSpan(nowMs - since.getTime()) : null;
  const out = span
    ? t("outFor", { gateways, why, span: spanText(span.unit, { count: span.count }) })
    : t("out", { gateways, why });
  // The earliest return has passed and the node is still out: leave it away until the next report.
  if (returnAt === null || nowMs === null || returnAt.getTime() <= nowMs) return out;
  return `${out} ${t("return", { time: exactTime(returnAt) })}`;
}
