"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { shownStatus } from "@/client/live/connection.ts";
import { useConnection } from "@/client/live/operator-socket.ts";
import { timeSpan } from "@/client/format/time.ts";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";

/** A shorter interruption shows no banner. */
const shownAfterMs = 2000;

/** Says that live data has stopped, and for how long. */
export function LiveBanner() {
  const t = useTranslations();
  const connection = useConnection();
  const nowMs = useNow() ?? connection.sinceMs;
  const status = shownStatus(connection, nowMs);
  const silentMs = nowMs - connection.sinceMs;
  if (status === "connected" || status === "connecting") return null;
  if (status === "reconnecting" && silentMs < shownAfterMs) return null;
  const { unit, count } = timeSpan(silentMs);
  const isRefused = connection.status === "lost";
  return (
    <Banner
      tone="warning"
      className="mb-4"
      action={
        isRefused && (
          <Button size="small" onClick={() => window.location.reload()}>
            {t("fleet.banner.reload")}
          </Button>
        )
      }
    >
      {isRefused
        ? t("fleet.banner.refused")
        : t("fleet.banner.away", { age: t(`time.span.${unit}`, { count }) })}
    </Banner>
  );
}
