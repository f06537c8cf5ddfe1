"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { timeSpan, useExactTime } from "@/client/format/time.ts";
import { Tooltip } from "./ui/tooltip.tsx";

/** "12 s ago", the exact time with its zone on hover and focus. Empty until the page's own clock is known. */
export function RelativeTime({ at }: { at: Date }) {
  const t = useTranslations("time");
  const exactTime = useExactTime();
  const nowMs = useNow();
  if (nowMs === null) return null;
  const { unit, count } = timeSpan(nowMs - at.getTime());
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at.toISOString()} tabIndex={0} className="whitespace-nowrap">
        {t(`ago.${unit}`, { count })}
      </time>
    </Tooltip>
  );
}
