"use client";

import type { FleetView, OverviewView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { PageHead } from "@/components/page-head.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Findings } from "./findings.tsx";
import { HistoryCharts } from "./history-charts.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { OverviewSentence } from "./overview-sentence.tsx";
import { RecentChanges } from "./recent-changes.tsx";
import { RegionTiles } from "./region-tiles.tsx";
import { RunningNow } from "./running-now.tsx";

/** The length of a step of the history. */
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
      <Pending failed={t("failed")} error={error} onRetry={retry} figures={6} />
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

function OverviewEmpty() {
  const t = useTranslations("overview.empty");
  return (
    <EmptyState title={t("title")} purpose={`${t("purpose")} ${t("next")}`}>
      <Button asChild look="primary">
        <Link href="/settings/regions">{t("action")}</Link>
      </Button>
    </EmptyState>
  );
}
