"use client";

import type { RegionView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { durationFigure, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { useLiveFigures, useRegionLive } from "@/client/live/use-fleet-live.ts";
import { useSilence } from "@/client/live/use-silence.ts";
import { seriesColour } from "@/components/charts/series.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { RegionSwatch } from "@/components/region-swatch.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { type RegionSum, sumUpRegion } from "@meridian/contracts/status";

export function RegionTiles({ regions }: { regions: readonly RegionView[] }) {
  const t = useTranslations("overview.regions");
  return (
    <section aria-label={t("title")} className="mt-6">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,300px),1fr))] gap-4">
        {regions.map((region, index) => (
          <li key={region.id}>
            <RegionTile region={region} regions={regions} index={index} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type RegionTileProps = { region: RegionView; regions: readonly RegionView[]; index: number };

/** What a region's users get, and who answers them. */
function RegionTile({ region, regions, index }: RegionTileProps) {
  const t = useTranslations("overview.regions");
  const figures = useLiveFigures();
  const live = useRegionLive(region.id);
  const sum = figures && sumUpRegion(region, regions, figures);
  return (
    <Link
      href="/fleet"
      className="block rounded-lg border border-line px-4 py-3 hover:border-line-strong hover:bg-surface"
    >
      <div className="flex items-center gap-2">
        <RegionSwatch colour={seriesColour(index)} />
        <h2 className="min-w-0 truncate text-sm font-semibold">{region.name}</h2>
        <span className="ml-auto">
          <RegionMark sum={sum} />
        </span>
      </div>
      <dl className="mt-3 grid grid-cols-4 gap-x-3">
        <Item name={t("requests")}>
          <FigureValue value={live?.requestsPerSecond} as={rateFigure} />
        </Item>
        <Item name={t("success")}>
          <FigureValue value={live?.successShare} as={shareFigure} />
        </Item>
        <Item name="p50">
          <FigureValue value={live?.p50Ms} as={durationFigure} />
        </Item>
        <Item name="p95">
          <FigureValue value={live?.p95Ms} as={durationFigure} />
        </Item>
      </dl>
      <p className="mt-2 min-h-4 truncate text-xs text-muted">{sum && <Answering sum={sum} />}</p>
    </Link>
  );
}

/** No live data has ever come. */
const unknown = { state: "stale", servedBy: [] } as const satisfies Pick<RegionSum, "state" | "servedBy">;

function RegionMark({ sum }: { sum: RegionSum | null }) {
  const t = useTranslations("overview.regions.state");
  const isUnknown = useSilence() !== null;
  if (!sum && !isUnknown) return <Skeleton className="my-0.5 h-3 w-16" />;
  const { state, servedBy } = sum ?? unknown;
  const isElsewhere = state === "degraded" && servedBy.length > 0;
  const isKnown = state === "ready" || state === "degraded" || state === "failing";
  const known = isElsewhere ? "elsewhere" : isKnown ? state : "empty";
  const word = sum ? known : "unknown";
  return (
    <span data-of-now className="inline-flex items-center gap-2 text-xs whitespace-nowrap">
      <StateMark state={state} />
      {t(word)}
    </span>
  );
}

function Answering({ sum }: { sum: RegionSum }) {
  const t = useTranslations("overview.regions");
  const locale = useLocale();
  const { nodes, nodesReady, nodesUnproven, versions, servedBy } = sum;
  const list = (names: readonly string[]) =>
    new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
  const others = servedBy.length > 0 ? t("servedBy", { regions: list(servedBy) }) : t("noAnswer");
  const answers = versions.length > 0 ? t("answers", { versions: list(versions) }) : others;
  return `${t("nodes", { ready: nodesReady, nodes, unproven: nodesUnproven })} · ${answers}`;
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-2xs text-muted">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
