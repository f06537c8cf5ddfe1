"use client";

import type { AgentEntry, EnrolmentTokenView, RegionEntry } from "@meridian/contracts/api";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMayTouch } from "@/client/session.tsx";
import { useUrlSelection } from "@/client/use-url-selection.ts";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { AddAgent } from "./add-agent.tsx";
import { type AgentAction, agentDialogs } from "./agent-dialogs.tsx";
import { AgentTable } from "./agent-table.tsx";
import { AgentTokens } from "./agent-tokens.tsx";

const urlNames = ["add"] as const;

type AgentListProps = {
  agents: readonly AgentEntry[];
  regions: readonly RegionEntry[];
  tokens: readonly EnrolmentTokenView[];
};

/** The agents, or the one next step. Dialogs open over the page. */
export function AgentList(known: AgentListProps) {
  const t = useTranslations("settings.agents");
  const mayNotTouch = useMayTouch("admin");
  const [{ add: addingTo }, select] = useUrlSelection(urlNames);
  const [open, setOpen] = useState<{ action: AgentAction; agent: AgentEntry } | null>(null);
  const allowed = known.regions.filter(({ id }) => mayNotTouch([id]) === undefined);
  const firstRegion = allowed[0] ?? known.regions[0];
  if (!firstRegion) return <NoRegions />;
  const mayNot = mayNotTouch([firstRegion.id]);

  const isEmpty = known.agents.length === 0;
  const addTo = (regionId: string) => select({ add: regionId });
  const addButton = (
    <Button look="primary" onClick={() => addTo(firstRegion.id)} disabledReason={mayNot}>
      <Plus size={14} aria-hidden />
      {t("add")}
    </Button>
  );
  const ActionDialog = open && agentDialogs[open.action];
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={!isEmpty && addButton} />
      {isEmpty ? (
        <EmptyState title={t("empty.title")} purpose={t("empty.purpose")}>
          {addButton}
        </EmptyState>
      ) : (
        <AgentTable
          agents={known.agents}
          regions={known.regions}
          onAdd={addTo}
          onAction={(action, agent) => setOpen({ action, agent })}
        />
      )}
      <AgentTokens tokens={known.tokens} />
      {addingTo !== null && mayNot === undefined && (
        <AddAgent
          {...known}
          regions={allowed}
          initialRegion={allowed.find(({ id }) => id === addingTo) ?? firstRegion}
          onClose={() => select({})}
        />
      )}
      {open && ActionDialog && <ActionDialog agent={open.agent} onClose={() => setOpen(null)} />}
    </>
  );
}

function NoRegions() {
  const t = useTranslations("settings.agents");
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} />
      <EmptyState title={t("noRegions.title")} purpose={t("noRegions.purpose")}>
        <Button look="primary" asChild>
          <Link href="/settings/regions">{t("noRegions.toRegions")}</Link>
        </Button>
      </EmptyState>
    </>
  );
}
