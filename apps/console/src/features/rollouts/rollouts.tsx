"use client";

import { openRolloutStates, type RolloutView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { askAgainMs } from "@/client/query/query-client.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useUrlSelection } from "@/client/use-url-selection.ts";
import { SafetyNotice } from "@/components/safety-notice.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { RolloutHistory } from "./rollout-history.tsx";
import { RolloutPanel } from "./rollout-panel.tsx";
import { RolloutsSentence } from "./rollouts-sentence.tsx";
import { StartRollout } from "./start-rollout.tsx";
import { VersionTable } from "./version-table.tsx";

/** Nodes report loaded versions without a change row that would trigger a refetch: poll. */
const openRefetchMs = 2000;
const urlNames = ["rollout"] as const;

export function Rollouts() {
  const t = useTranslations("rollouts");
  const trpc = useTRPC();
  const rollouts = useQuery(
    trpc.rollout.list.queryOptions(undefined, {
      refetchInterval: (query) =>
        query.state.data && openOf(query.state.data.data) ? openRefetchMs : askAgainMs(query),
    }),
  );
  const versions = useQuery(trpc.rollout.versions.queryOptions());
  const fleet = useQuery(trpc.fleet.overview.queryOptions());
  const [{ rollout: selectedId }, select] = useUrlSelection(urlNames);
  useRefetchOnChange(trpc.rollout.pathFilter(), trpc.fleet.pathFilter());

  if (!rollouts.data || !versions.data || !fleet.data) {
    const error = rollouts.error ?? versions.error ?? fleet.error;
    const retry = () => void Promise.all([rollouts.refetch(), versions.refetch(), fleet.refetch()]);
    return (
      <>
        <PageHead title={t("title")} />
        <Pending failed={t("failed")} error={error} onRetry={retry} groups={[2, 3]} />
      </>
    );
  }
  const listed = rollouts.data.data;
  const open = openOf(listed);
  const { regions } = fleet.data;
  // Newest first.
  const newest = listed.find(({ state }) => state !== "rolled-back");
  const shown = selectedId === null ? newest : listed.find(({ id }) => id === selectedId);
  return (
    <>
      <PageHead
        title={t("title")}
        sentence={<RolloutsSentence open={open} regions={regions} />}
        action={
          <StartRollout open={open} versions={versions.data} regions={regions} onStarted={() => select({})} />
        }
      />
      <SafetyNotice className="mb-6" />
      {shown && <RolloutPanel key={shown.id} rollout={shown} isNewest={shown.id === newest?.id} />}
      {selectedId !== null && !shown && (
        <p className="mb-10 text-muted">{t("open.unknown", { id: selectedId })}</p>
      )}
      <VersionTable versions={versions.data} />
      <RolloutHistory
        rollouts={listed.filter(({ id }) => id !== open?.id)}
        shownId={shown?.id}
        onSelect={(id) => select({ rollout: id })}
      />
    </>
  );
}

function openOf(rollouts: readonly RolloutView[]): RolloutView | undefined {
  return rollouts.find(({ state }) => openRolloutStates.includes(state));
}
