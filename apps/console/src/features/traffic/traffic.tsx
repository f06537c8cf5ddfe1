"use client";

import type { TrafficView } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { LiveBanner } from "@/components/fleet/live-banner.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { isConverging } from "./members/convergence.ts";
import type { Draft } from "./draft/draft.ts";
import { NodesPanel } from "./nodes-panel.tsx";
import { OriginList } from "./origin-list.tsx";
import { OriginPanel } from "./origin-panel.tsx";
import { PickerFaults } from "./shares/picker-faults.tsx";
import { type Subject, subjectOf, subjectTypes } from "./subject.ts";
import { TrafficEmpty } from "./traffic-empty.tsx";
import { TrafficHistory } from "./history/traffic-history.tsx";
import { TrafficSentence } from "./traffic-sentence.tsx";
import { TrafficSkeleton } from "./traffic-skeleton.tsx";
import { useDrafts } from "./draft/use-drafts.ts";
import { useRoleReason } from "./use-role-reason.ts";
import { useSelectedOrigin } from "./use-selected-origin.ts";

/** Gateways' reports are no changes: while one is on its way they are asked for often. */
const refetchMs = { converging: 1000, settled: 15_000 };

export function Traffic({ role }: { role: UserRole }) {
  const t = useTranslations("traffic");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.traffic.get.queryOptions(undefined, {
      refetchInterval: ({ state }) =>
        state.data && isConverging(state.data) ? refetchMs.converging : refetchMs.settled,
    }),
  );
  useRefetchOnChange(trpc.traffic.pathFilter());

  if (data) return <Loaded traffic={data} role={role} />;
  return (
    <>
      <PageHead title={t("title")} />
      {error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={() => void refetch()} />
      ) : (
        <TrafficSkeleton />
      )}
    </>
  );
}

function Loaded({ traffic, role }: { traffic: TrafficView; role: UserRole }) {
  const t = useTranslations("traffic");
  const disabledReason = useRoleReason(role, "operator");
  const splitDisabledReason = useRoleReason(role, "approver");
  const { draftOf, store } = useDrafts();
  const [name, select] = useSelectedOrigin();
  const { regions } = traffic;
  const region = regions.find((one) => one.name === name) ?? regions[0];
  if (!region) {
    return (
      <>
        <PageHead title={t("title")} />
        <TrafficEmpty />
      </>
    );
  }
  const panelOf = (type: Subject["type"]) => {
    const subject = subjectOf(type, region);
    const onStore = (draft: Draft | null) => store(subject, draft);
    return { traffic, subject, stored: draftOf(subject), onStore, disabledReason };
  };
  const drafted = regions.filter((one) =>
    subjectTypes.some((type) => draftOf(subjectOf(type, one)) !== undefined),
  );
  return (
    <>
      <PageHead title={t("title")} sentence={<TrafficSentence traffic={traffic} />} />
      <LiveBanner />
      <PickerFaults traffic={traffic} />
      <OriginList
        traffic={traffic}
        selectedId={region.id}
        drafted={new Set(drafted.map(({ id }) => id))}
        onSelect={select}
      />
      <OriginPanel
        key={`traffic:${region.id}`}
        {...panelOf("traffic")}
        splitDisabledReason={splitDisabledReason}
      />
      <NodesPanel key={`nodes:${region.id}`} {...panelOf("nodes")} />
      <TrafficHistory regionId={region.id} regionName={region.name} disabledReason={disabledReason} />
    </>
  );
}
