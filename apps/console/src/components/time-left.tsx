"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { timeSpan, useExactTime } from "@/client/format/time.ts";
import { Tooltip } from "./ui/tooltip.tsx";

const minuteMs = 60_000;

/** "in 29 d", the exact time on hover and focus. Empty until the page's own clock is known. */
export function TimeLeft({ until }: { until: Date }) {
  const t = useTranslations();
  const exactTime = useExactTime();
  const nowMs = useNow();
  if (nowMs === null) return null;
  // Rounded up: what was just made for 90 days must not say 89.
  const { unit, count } = timeSpan(Math.ceil((until.getTime() - nowMs) / minuteMs) * minuteMs);
  return (
    <Tooltip label={exactTime(until)}>
      <time dateTime={until.toISOString()} tabIndex={0} className="whitespace-nowrap">
        {t("time.in", { span: t(`time.span.${unit}`, { count }) })}
      </time>
    </Tooltip>
  );
}
