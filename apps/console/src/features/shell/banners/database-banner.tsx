"use client";

import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/time.ts";
import { useDatabaseAwaySince } from "@/client/live/use-fleet-live.ts";
import { useSilence } from "@/client/live/use-silence.ts";
import { Banner } from "@/components/ui/banner.tsx";

/** Live figures come without the database, settings do not: a page that looks alive would hide that nothing can be changed. */
export function DatabaseBanner() {
  const t = useTranslations("shell");
  const exactTime = useExactTime();
  const sinceMs = useDatabaseAwaySince();
  const isSilent = useSilence() !== null;
  if (sinceMs === null) return null;
  const time = exactTime(new Date(sinceMs));
  return (
    <Banner tone="danger" className="mb-6">
      {t(isSilent ? "databaseAwaySilent" : "databaseAway", { time })}
    </Banner>
  );
}
