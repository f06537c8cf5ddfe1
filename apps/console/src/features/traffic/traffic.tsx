"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useMayTouch } from "@/client/session.tsx";
import { useUrlSelection } from "@/client/use-url-selection.ts";
import { SafetyNotice } from "@/components/safety-notice.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { isConverging, stageOf } from "./members/convergence.ts";
import type { Draft } from "./draft/draft.ts";
import { NodesPanel } from "./nodes-panel.tsx";
import { OriginList } from "./origin-list.tsx";
import { OriginPanel } from "./origin-panel.tsx";
import { PickerFaults } from "./shares/picker-faults.tsx";
import { type RoutePolicyRef, policyRefOf, policyTypes } from "./route-policy.ts";
import { TrafficHistory } from "./history/traffic-history.tsx";
import { useDrafts } from "./draft/use-drafts.ts";

/** Gateways' reports append no change row that would trigger a refetch: poll, fast while a change is on its way. */
const refetchMs = { converging: 1000, settled: 15_000 };
const urlNames = ["origin"] as const;

export function Traffic() {
  const t = useTranslations("traffic");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.traffic.get.queryOptions(undefined, {
      refetchInterval: ({ state }) =>
        state.data && isConverging(state.data) ? refetchMs.converging : refetchMs.settled,
    }),
  );
  useRefetchOnChange(trpc.traffic.pathFilter());

  if (data) return <Loaded traffic={data} />;
  return (
    <>
      <PageHead title={t("title")} />
      <Pending failed={t("failed")} error={error} onRetry={() => void refetch()} groups={[3, 4]} />
    </>
  );
}

function Loaded({ traffic }: { traffic: TrafficView }) {
  const t = useTranslations("traffic");
  const mayNotTouch = useMayTouch("operator");
  const { draftOf, store } = useDrafts();
  const [{ origin }, select] = useUrlSelection(urlNames);
  const { regions } = traffic;
  const region = regions.find((one) => one.name === origin) ?? regions[0];
  if (!region) {
    return (
      <>
        <PageHead title={t("title")} />
        <TrafficEmpty />
      </>
    );
  }
  const disabledReason = mayNotTouch([region.id]);
  const panelOf = (type: RoutePolicyRef["type"]) => {
    const subject = policyRefOf(type, region);
    const onStore = (draft: Draft | null) => store(subject, draft);
    return { traffic, subject, stored: draftOf(subject), onStore, disabledReason };
  };
  const drafted = regions.filter((one) =>
    policyTypes.some((type) => draftOf(policyRefOf(type, one)) !== undefined),
  );
  return (
    <>
      <PageHead title={t("title")} sentence={<TrafficSentence traffic={traffic} />} />
      <PickerFaults traffic={traffic} />
      <OriginList
        traffic={traffic}
        selectedId={region.id}
        drafted={new Set(drafted.map(({ id }) => id))}
        onSelect={(name) => select({ origin: name })}
      />
      <SafetyNotice hasRules className="mb-6" />
      <OriginPanel key={`traffic:${region.id}`} {...panelOf("traffic")} />
      <NodesPanel key={`nodes:${region.id}`} {...panelOf("nodes")} />
      <TrafficHistory regionId={region.id} regionName={region.name} disabledReason={disabledReason} />
    </>
  );
}

function TrafficEmpty() {
  const t = useTranslations("traffic.empty");
  return (
    <EmptyState title={t("title")} purpose={t("purpose")}>
      <Button asChild look="primary">
        <Link href="/settings/regions">{t("next")}</Link>
      </Button>
    </EmptyState>
  );
}

/** "3 origins. All gateways run the latest routing table. 1 drain is running." */
function TrafficSentence({ traffic: { origins, nodes } }: { traffic: TrafficView }) {
  const t = useTranslations("traffic.sentence");
  const stages = [...origins, ...nodes].map(({ convergence }) => stageOf(convergence));
  const drains = [...origins.flatMap((one) => one.targets), ...nodes.flatMap((one) => one.nodes)].filter(
    ({ drain }) => drain !== null,
  ).length;
  const isMoving = stages.includes("pending") || stages.includes("acked");
  const sentences = [
    t("origins", { count: origins.length }),
    stages.includes("refused") ? t("refused") : isMoving ? t("moving") : t("settled"),
    ...(drains > 0 ? [t("drains", { count: drains })] : []),
  ];
  return sentences.join(t("gap"));
}
