"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useConnection } from "@/client/live/operator-socket.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { AgentSheet } from "./agent/agent-sheet.tsx";
import { FleetEmpty } from "./fleet-empty.tsx";
import { FleetSentence } from "./fleet-sentence.tsx";
import { FleetSkeleton } from "./fleet-skeleton.tsx";
import { FleetTable } from "./table/fleet-table.tsx";
import { LiveBanner } from "@/components/fleet/live-banner.tsx";
import { RegionChart } from "./region/region-chart.tsx";
import { RegionSheet } from "./region/region-sheet.tsx";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useSelection } from "./use-selection.ts";

export function Fleet() {
  const t = useTranslations("fleet");
  const trpc = useTRPC();
  const { data: fleet, error, refetch } = useQuery(trpc.fleet.overview.queryOptions());
  const [selection, select] = useSelection();
  const isLive = useConnection().status === "connected";
  useRefetchOnChange(trpc.fleet.pathFilter());

  if (!fleet) {
    return (
      <>
        <PageHead title={t("title")} />
        {error ? (
          <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />
        ) : (
          <FleetSkeleton />
        )}
      </>
    );
  }
  const hasAgents = fleet.regions.some(({ agents }) => agents.length > 0);
  return (
    <>
      <PageHead title={t("title")} sentence={hasAgents && <FleetSentence fleet={fleet} />} />
      <LiveBanner />
      {hasAgents ? (
        <>
          <FleetTable fleet={fleet} isLive={isLive} selection={selection} onSelect={select} />
          <RegionChart regions={fleet.regions} />
        </>
      ) : (
        <FleetEmpty hasRegions={fleet.regions.length > 0} />
      )}
      <AgentSheet
        fleet={fleet}
        agentId={selection?.kind === "agent" ? selection.id : null}
        onClose={() => select(null)}
      />
      <RegionSheet
        fleet={fleet}
        regionId={selection?.kind === "region" ? selection.id : null}
        onSelect={select}
      />
    </>
  );
}
