"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/client/clock.ts";
import { useExactTime } from "@/client/exact-time.ts";
import { timeSpan } from "@/client/time-span.ts";
import { Tooltip } from "@/components/ui/tooltip.tsx";

/** "in 29 d", the exact time on hover and focus. Empty until the page's own clock is known. */
export function TokenExpiry({ at }: { at: Date }) {
  const t = useTranslations();
  const exactTime = useExactTime();
  const nowMs = useNow();
  if (nowMs === null) return null;
  const { unit, count } = timeSpan(at.getTime() - nowMs);
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at.toISOString()} tabIndex={0} className="whitespace-nowrap">
        {t("settings.tokens.in", { span: t(`time.span.${unit}`, { count }) })}
      </time>
    </Tooltip>
  );
}
