"use client";

import type { RegionView } from "@meridian/contracts/api";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { figureText, rateFigure } from "@/client/format/figure.ts";
import { seriesColour } from "@/components/charts/series.ts";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { chartPoints } from "../performance/chart-points.ts";
import { useHistories } from "@/client/live/use-fleet-live.ts";

const TimeChart = dynamic(
  () => import("@/components/charts/time-chart.tsx").then((module) => module.TimeChart),
  {
    ssr: false,
    loading: () => <Skeleton className="h-56 w-full" />,
  },
);

const rateText = (value: number) => figureText(rateFigure(value));

/** Requests that enter each region, over the last 15 minutes. */
export function RegionChart({ regions }: { regions: RegionView[] }) {
  const t = useTranslations("fleet.chart");
  const { histories, endMs } = useHistories();
  const points = useMemo(() => chartPoints(regions, histories, endMs), [regions, histories, endMs]);
  const series = regions.map(({ id, name }, index) => ({
    key: id,
    label: name,
    colour: seriesColour(index),
  }));
  const hasData = points.some((point) => series.some(({ key }) => (point[key] ?? null) !== null));
  return (
    <section className="mt-10">
      <h2 className="text-sm font-semibold">{t("title")}</h2>
      <p className="mb-3 text-xs text-muted">{t("hint")}</p>
      {hasData ? (
        <TimeChart points={points} series={series} valueText={rateText} label={t("title")} />
      ) : (
        <p className="flex h-56 items-center justify-center rounded-md border border-dashed border-line-strong text-muted">
          {t("empty")}
        </p>
      )}
    </section>
  );
}
