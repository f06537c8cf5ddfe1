"use client";

import { type AgentEntry, roleIncludes, type UserRole } from "@meridian/contracts";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { shownErrorOf } from "@/client/app-error.ts";
import { useTRPC } from "@/client/trpc.ts";
import { useRefetchOnChange } from "@/client/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { LiveBanner } from "@/components/fleet/live-banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AddAgent } from "./agent-add.tsx";
import { ArchiveAgent, RenameAgent, RevokeCredential } from "./agent-dialogs.tsx";
import { RotateCredential } from "./agent-rotation.tsx";
import { AgentTable } from "./agent-table.tsx";
import type { AgentAction } from "./agent-table-row.tsx";
import { AgentTokens } from "./agent-tokens.tsx";
import { SettingsEmpty } from "./settings-empty.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { SettingsSkeleton } from "./settings-skeleton.tsx";
import { useAdminReason } from "./use-admin-reason.ts";

type Open = { what: "add"; regionId: string } | { what: AgentAction; agent: AgentEntry };
const dialogs = {
  rename: RenameAgent,
  rotate: RotateCredential,
  revoke: RevokeCredential,
  archive: ArchiveAgent,
} as const;

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
  const { data: tokens = [] } = useQuery(trpc.agent.listTokens.queryOptions(undefined, { enabled: isAdmin }));
  const [open, setOpen] = useState<Open | null>(
    addTo !== null && isAdmin ? { what: "add", regionId: addTo } : null,
  );
  const readOnlyReason = useAdminReason(role);
  useRefetchOnChange(trpc.agent.pathFilter(), trpc.region.pathFilter());
  const error = agents.error ?? regions.error;
  const known = agents.data && regions.data && { agents: agents.data, regions: regions.data };
  const firstRegion = regions.data?.[0];
  const hasAgents = agents.data !== undefined && agents.data.length > 0;
  const add = (regionId: string) => setOpen({ what: "add", regionId });
  const addButton = firstRegion && (
    <Button look="primary" onClick={() => add(firstRegion.id)} disabledReason={readOnlyReason}>
      <Plus size={14} aria-hidden />
      {t("add")}
    </Button>
  );
  const closeAdding = () => {
    window.history.replaceState(null, "", window.location.pathname);
    setOpen(null);
  };
  const Dialog = open && open.what !== "add" ? dialogs[open.what] : null;
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={hasAgents && addButton} />
      <LiveBanner />
      {known && !firstRegion ? (
        <SettingsEmpty title={t("noRegions.title")} purpose={t("noRegions.purpose")}>
          <Button look="primary" asChild>
            <Link href="/settings/regions">{t("noRegions.toRegions")}</Link>
          </Button>
        </SettingsEmpty>
      ) : known && !hasAgents ? (
        <SettingsEmpty title={t("empty.title")} purpose={t("empty.purpose")}>
          {addButton}
        </SettingsEmpty>
      ) : known ? (
        <AgentTable
          {...known}
          readOnlyReason={readOnlyReason}
          onAdd={add}
          onAction={(what, agent) => setOpen({ what, agent })}
        />
      ) : error ? (
        <ErrorPanel
          title={t("failed")}
          error={shownErrorOf(error)}
          onRetry={() => void Promise.all([agents.refetch(), regions.refetch()])}
        />
      ) : (
        <SettingsSkeleton rows={6} />
      )}
      <AgentTokens tokens={tokens} />
      {known && firstRegion && open?.what === "add" && (
        <AddAgent
          {...known}
          tokens={tokens}
          initialRegion={known.regions.find(({ id }) => id === open.regionId) ?? firstRegion}
          onClose={closeAdding}
        />
      )}
      {Dialog && open && open.what !== "add" && <Dialog agent={open.agent} onClose={() => setOpen(null)} />}
    </>
  );
}
