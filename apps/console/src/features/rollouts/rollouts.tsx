"use client";

import { openRolloutStates, type RolloutView } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { LiveBanner } from "@/components/fleet/live-banner.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { RolloutHistory } from "./rollout-history.tsx";
import { RolloutPanel } from "./rollout-panel.tsx";
import { RolloutsSentence } from "./rollouts-sentence.tsx";
import { RolloutsSkeleton } from "./rollouts-skeleton.tsx";
import { StartRollout } from "./start-rollout.tsx";
import { useSelectedRollout } from "./use-selected-rollout.ts";
import { VersionTable } from "./version-table.tsx";

/** Nodes report their slots by themselves: no change row says that one is loaded. */
const openRefetchMs = 2000;

export function Rollouts({ role }: { role: UserRole }) {
  const t = useTranslations("rollouts");
  const trpc = useTRPC();
  const rollouts = useQuery(
    trpc.rollout.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data && openOf(state.data) ? openRefetchMs : false),
    }),
  );
  const versions = useQuery(trpc.rollout.versions.queryOptions());
  const fleet = useQuery(trpc.fleet.overview.queryOptions());
  const [selectedId, select] = useSelectedRollout();
  useRefetchOnChange(trpc.rollout.pathFilter(), trpc.fleet.pathFilter());

  if (!rollouts.data || !versions.data || !fleet.data) {
    const error = rollouts.error ?? versions.error ?? fleet.error;
    const retry = () => void Promise.all([rollouts.refetch(), versions.refetch(), fleet.refetch()]);
    return (
      <>
        <PageHead title={t("title")} />
        {error ? (
          <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={retry} />
        ) : (
          <RolloutsSkeleton />
        )}
      </>
    );
  }
  const open = openOf(rollouts.data);
  const { regions } = fleet.data;
  // Newest first.
  const newest = rollouts.data.find(({ state }) => state !== "rolled-back");
  const shown = selectedId === null ? newest : rollouts.data.find(({ id }) => id === selectedId);
  return (
    <>
      <PageHead
        title={t("title")}
        sentence={<RolloutsSentence open={open} regions={regions} />}
        action={
          <StartRollout
            role={role}
            open={open}
            versions={versions.data}
            regions={regions}
            onStarted={() => select(null)}
          />
        }
      />
      <LiveBanner />
      {shown && (
        <RolloutPanel key={shown.id} rollout={shown} role={role} isNewest={shown.id === newest?.id} />
      )}
      {selectedId !== null && !shown && (
        <p className="mb-10 text-muted">{t("open.unknown", { id: selectedId })}</p>
      )}
      <VersionTable versions={versions.data} />
      <RolloutHistory
        rollouts={rollouts.data.filter(({ id }) => id !== open?.id)}
        shownId={shown?.id}
        onSelect={select}
      />
    </>
  );
}

function openOf(rollouts: readonly RolloutView[]): RolloutView | undefined {
  return rollouts.find(({ state }) => openRolloutStates.includes(state));
}
