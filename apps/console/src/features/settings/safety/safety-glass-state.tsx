"use client";

import type { SafetyView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { countdown } from "@/client/format/countdown.ts";
import { useExactTime } from "@/client/format/exact-time.ts";
import { StateMark } from "@/components/state-mark.tsx";

export function GlassState({ breakGlass }: Pick<SafetyView, "breakGlass">) {
  const t = useTranslations("safety.glass");
  const exactTime = useExactTime();
  const nowMs = useNow();
  const leftMs = breakGlass && nowMs !== null ? breakGlass.expiresAt.getTime() - nowMs : null;
  if (!breakGlass || (leftMs !== null && leftMs <= 0)) {
    return (
      <p className="flex items-center gap-2">
        <StateMark state="ready" />
        {t("whole")}
      </p>
    );
  }
  const { byName, reason, since, isOwn } = breakGlass;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <StateMark state="degraded" />
        {isOwn ? t("own") : t("other", { by: byName })}
        {leftMs !== null && <strong role="timer">{t("left", { time: countdown(leftMs) })}</strong>}
      </p>
      <p className="mt-1 break-words text-muted">
        {t("since", { by: byName, at: exactTime(since), reason })}
      </p>
    </>
  );
}
