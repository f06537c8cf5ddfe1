"use client";

import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { AgentList } from "./agent-list.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { SettingsSkeleton } from "../settings-skeleton.tsx";
import { useAdminReason } from "../use-admin-reason.ts";

type AgentSettingsProps = {
  role: UserRole;
  /** Opens the page with an agent being added to this region. */
  addTo: string | null;
};

export function AgentSettings({ role, addTo }: AgentSettingsProps) {
  const t = useTranslations("settings.agents");
  const trpc = useTRPC();
  const isAdmin = roleIncludes(role, "admin");
  const agents = useQuery(trpc.agent.list.queryOptions());
  const regions = useQuery(trpc.region.list.queryOptions());
  const tokens = useQuery(trpc.agent.listTokens.queryOptions(undefined, { enabled: isAdmin }));
  const readOnlyReason = useAdminReason(role);
  useRefetchOnChange(trpc.agent.pathFilter(), trpc.region.pathFilter());

  if (agents.data && regions.data) {
    return (
      <AgentList
        agents={agents.data}
        regions={regions.data}
        tokens={tokens.data ?? []}
        readOnlyReason={readOnlyReason}
        addTo={isAdmin ? addTo : null}
      />
    );
  }
  const error = agents.error ?? regions.error;
  const retry = () => void Promise.all([agents.refetch(), regions.refetch()]);
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} />
      {error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={retry} />
      ) : (
        <SettingsSkeleton rows={6} />
      )}
    </>
  );
}
