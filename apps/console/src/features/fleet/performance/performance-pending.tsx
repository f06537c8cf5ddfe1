"use client";

import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { SheetSection } from "@/components/sheet-section.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";

/** Nodes report stage times every 10 s. */
export const performanceRefetchMs = 5000;

/** Stands in for stage times that are loading or failed to load. */
export function PerformancePending({ error }: { error: unknown }) {
  const t = useTranslations();
  return (
    <SheetSection title={t("performance.title")}>
      {error ? (
        <p className="text-danger-ink">{t(`errors.${shownErrorOf(error).code}`)}</p>
      ) : (
        <Skeleton className="h-60 w-full" />
      )}
    </SheetSection>
  );
}
