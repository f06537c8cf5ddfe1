"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConnection } from "@/client/live/operator-socket.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { PageHead } from "@/components/page-head.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AgentSheet } from "./agent/agent-sheet.tsx";
import { FleetSentence } from "./fleet-sentence.tsx";
import { FleetTable } from "./table/fleet-table.tsx";
import { LiveBanner } from "@/components/fleet/live-banner.tsx";
import { RegionChart } from "./region/region-chart.tsx";
import { RegionSheet } from "./region/region-sheet.tsx";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useFleetSelection } from "./use-fleet-selection.ts";

export function Fleet() {
  const t = useTranslations("fleet");
  const trpc = useTRPC();
  const { data: fleet, error, refetch } = useQuery(trpc.fleet.overview.queryOptions());
  const [selection, select] = useFleetSelection();
  const isLive = useConnection().status === "connected";
  useRefetchOnChange(trpc.fleet.pathFilter());

  if (!fleet) {
    return (
      <>
        <PageHead title={t("title")} />
        <Pending failed={t("failed")} error={error} onRetry={refetch} groups={[3, 2, 2]} />
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

function FleetEmpty({ hasRegions }: { hasRegions: boolean }) {
  const t = useTranslations(hasRegions ? "fleet.empty.noAgents" : "fleet.empty.noRegions");
  return (
    <EmptyState title={t("title")} purpose={t("purpose")}>
      <Button look="primary" asChild>
        <Link href={hasRegions ? "/settings/agents" : "/settings/regions"}>{t("next")}</Link>
      </Button>
    </EmptyState>
  );
}
