"use client";

import type { OverviewChange, OverviewHistory, OverviewView, RegionView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { durationFigure, figureText, rateFigure } from "@/client/format/figure.ts";
import type { TimeMarker } from "@/components/charts/markers.ts";
import { seriesColour, type TimePoint } from "@/components/charts/series.ts";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { p95MsMax } from "@meridian/contracts/status";
import { useChangeWords } from "./use-change-words.ts";

const TimeChart = dynamic(
  () => import("@/components/charts/time-chart.tsx").then((module) => module.TimeChart),
  {
    ssr: false,
    loading: () => <Skeleton className="h-51 w-full" />,
  },
);

const rateText = (value: number) => figureText(rateFigure(value));
const durationText = (value: number) => figureText(durationFigure(value));
const height = 180;
const group = "overview";

/** Changes that can affect requests; sign-ins and tokens cannot. */
const serving = ["traffic.", "nodes.", "rollout.", "region.", "agent."];
const touchesServing = ({ kind }: OverviewChange) => serving.some((group) => kind.startsWith(group));

type HistoryChartsProps = { regions: readonly RegionView[]; overview: OverviewView };

/** Requests and p95 of the last 15 minutes, with a marker for each change. */
export function HistoryCharts({ regions, overview: { history, changes } }: HistoryChartsProps) {
  const t = useTranslations("overview");
  const words = useChangeWords();
  const requests = useMemo(() => historyPoints(history, "requestsPerSecond"), [history]);
  const p95 = useMemo(() => historyPoints(history, "p95Ms"), [history]);
  const series = regions.map(({ id, name }, index) => ({
    key: id,
    label: name,
    colour: seriesColour(index),
  }));
  const markers = changes.filter(touchesServing).map(({ revision, at, kind, actor }): TimeMarker => ({
    key: revision,
    atMs: at.getTime(),
    label: t("changes.by", { change: words.kind(kind), actor: words.actor(actor) }),
  }));
  const hasData = history.total.requestsPerSecond.some((rate) => rate !== null);
  const target = { value: p95MsMax, label: t("charts.target", { target: durationText(p95MsMax) }) };
  const shared = { series, markers, height, group };
  return (
    <section aria-label={t("charts.title")} className="mt-8">
      <h2 className="text-sm font-semibold">{t("charts.title")}</h2>
      {hasData ? (
        <div className="mt-3 grid gap-x-8 gap-y-6 xl:grid-cols-2">
          <div className="min-w-0">
            <h3 className="mb-2 text-xs text-muted">{t("charts.requests")}</h3>
            <TimeChart {...shared} points={requests} valueText={rateText} label={t("charts.requests")} />
          </div>
          <div className="min-w-0">
            <h3 className="mb-2 text-xs text-muted">{t("charts.p95")}</h3>
            <TimeChart
              {...shared}
              points={p95}
              valueText={durationText}
              label={t("charts.p95")}
              reference={target}
            />
          </div>
        </div>
      ) : (
        <p className="mt-3 flex h-51 items-center justify-center rounded-md border border-dashed border-line-strong text-muted">
          {t("charts.empty")}
        </p>
      )}
    </section>
  );
}

/** Chart points of one figure: a series per region, each value at the middle of its step. */
export function historyPoints(
  { from, stepMs, regions, total }: OverviewHistory,
  figure: "requestsPerSecond" | "p95Ms",
): TimePoint[] {
  return total[figure].map((_, step) => ({
    ...Object.fromEntries(regions.map((region) => [region.id, region[figure][step] ?? null])),
    atMs: from.getTime() + (step + 0.5) * stepMs,
  }));
}
