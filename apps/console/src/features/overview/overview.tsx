"use client";

import type { FleetView, OverviewView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { LiveBanner } from "@/components/fleet/live-banner.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { Findings } from "./findings.tsx";
import { HistoryCharts } from "./history-charts.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { OverviewEmpty } from "./overview-empty.tsx";
import { OverviewSentence } from "./overview-sentence.tsx";
import { OverviewSkeleton } from "./overview-skeleton.tsx";
import { RecentChanges } from "./recent-changes.tsx";
import { RegionTiles } from "./region-tiles.tsx";
import { RunningNow } from "./running-now.tsx";

/** A step of the history is this long. */
const refetchMs = 10_000;

export function Overview() {
  const t = useTranslations("overview");
  const trpc = useTRPC();
  const fleet = useQuery(trpc.fleet.overview.queryOptions());
  const overview = useQuery(trpc.overview.get.queryOptions(undefined, { refetchInterval: refetchMs }));
  useRefetchOnChange(trpc.fleet.pathFilter(), trpc.overview.pathFilter());

  if (fleet.data && overview.data) return <Loaded fleet={fleet.data} overview={overview.data} />;
  const error = fleet.error ?? overview.error;
  const retry = () => void Promise.all([fleet.refetch(), overview.refetch()]);
  return (
    <>
      <PageHead title={t("title")} />
      {error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={retry} />
      ) : (
        <OverviewSkeleton />
      )}
    </>
  );
}

function Loaded({ fleet, overview }: { fleet: FleetView; overview: OverviewView }) {
  const t = useTranslations("overview");
  if (fleet.regions.length === 0) {
    return (
      <>
        <PageHead title={t("title")} />
        <OverviewEmpty />
      </>
    );
  }
  return (
    <>
      <PageHead title={t("title")} sentence={<OverviewSentence fleet={fleet} overview={overview} />} />
      <LiveBanner />
      <Findings fleet={fleet} overview={overview} />
      <KeyFigures fleet={fleet} history={overview.history} />
      <RegionTiles regions={fleet.regions} />
      <HistoryCharts regions={fleet.regions} overview={overview} />
      <div className="mt-10 grid grid-cols-1 gap-x-12 gap-y-10 xl:grid-cols-2">
        <RunningNow overview={overview} />
        <RecentChanges changes={overview.changes} />
      </div>
    </>
  );
}
