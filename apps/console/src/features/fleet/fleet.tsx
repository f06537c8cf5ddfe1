"use client";

import type { FleetView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { durationFigure, figureText } from "@/client/format/figure.ts";
import { useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { summariseFleet } from "@meridian/contracts/status";
import { PageHead } from "@/components/page-head.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AgentSheet } from "./agent/agent-sheet.tsx";
import { FleetTable } from "./table/fleet-table.tsx";
import { RegionChart } from "./region/region-chart.tsx";
import { RegionSheet } from "./region/region-sheet.tsx";
import { useFleetSelection } from "./use-fleet-selection.ts";

export function Fleet() {
  const t = useTranslations("fleet");
  const trpc = useTRPC();
  const { data: fleet, error, refetch } = useQuery(trpc.fleet.overview.queryOptions());
  const [selection, select] = useFleetSelection();
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
      {hasAgents ? (
        <>
          <FleetTable fleet={fleet} selection={selection} onSelect={select} />
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

/** "3 of 3 regions serve. 4 of 4 nodes and 3 of 3 gateways ready. p95 up to 41.2 ms." */
function FleetSentence({ fleet }: { fleet: FleetView }) {
  const t = useTranslations("fleet.sentence");
  const figures = useLiveFigures();
  if (!figures) return null;
  const { p95MsMax, ...counts } = summariseFleet(fleet, figures);
  const sentences = [
    counts.regionsServing === counts.regions
      ? t("allServe", { count: counts.regions })
      : t("someServe", { serving: counts.regionsServing, count: counts.regions }),
    t("ready", counts),
    ...(p95MsMax === null ? [] : [t("p95", { p95: figureText(durationFigure(p95MsMax)) })]),
  ];
  return sentences.join(t("gap"));
}
