"use client";

import type { AgentEntry, EnrolmentTokenView, RegionEntry } from "@meridian/contracts/api";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LiveBanner } from "@/components/fleet/live-banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AddAgent } from "./agent-add.tsx";
import { ArchiveAgent, RenameAgent, RevokeCredential } from "./agent-dialogs.tsx";
import { RotateCredential } from "./agent-rotation.tsx";
import { AgentTable } from "./agent-table.tsx";
import type { AgentAction } from "./agent-table-row.tsx";
import { AgentTokens } from "./agent-tokens.tsx";
import { SettingsEmpty } from "../settings-empty.tsx";
import { SettingsHead } from "../settings-head.tsx";

const dialogs = {
  rename: RenameAgent,
  rotate: RotateCredential,
  revoke: RevokeCredential,
  archive: ArchiveAgent,
} as const;

type AgentListProps = {
  agents: readonly AgentEntry[];
  regions: readonly RegionEntry[];
  tokens: readonly EnrolmentTokenView[];
  /** Why nothing can be changed here; undefined: it can. */
  readOnlyReason: string | undefined;
  addTo: string | null;
};

/** The agents, or the one next step; what is done with them opens over the page. */
export function AgentList({ readOnlyReason, addTo, ...known }: AgentListProps) {
  const t = useTranslations("settings.agents");
  const [addingTo, setAddingTo] = useState(addTo);
  const [open, setOpen] = useState<{ action: AgentAction; agent: AgentEntry } | null>(null);
  const firstRegion = known.regions[0];
  if (!firstRegion) return <NoRegions />;

  const isEmpty = known.agents.length === 0;
  const closeAdding = () => {
    window.history.replaceState(null, "", window.location.pathname);
    setAddingTo(null);
  };
  const addButton = (
    <Button look="primary" onClick={() => setAddingTo(firstRegion.id)} disabledReason={readOnlyReason}>
      <Plus size={14} aria-hidden />
      {t("add")}
    </Button>
  );
  const ActionDialog = open && dialogs[open.action];
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={!isEmpty && addButton} />
      <LiveBanner />
      {isEmpty ? (
        <SettingsEmpty title={t("empty.title")} purpose={t("empty.purpose")}>
          {addButton}
        </SettingsEmpty>
      ) : (
        <AgentTable
          agents={known.agents}
          regions={known.regions}
          readOnlyReason={readOnlyReason}
          onAdd={setAddingTo}
          onAction={(action, agent) => setOpen({ action, agent })}
        />
      )}
      <AgentTokens tokens={known.tokens} />
      {addingTo !== null && (
        <AddAgent
          {...known}
          initialRegion={known.regions.find(({ id }) => id === addingTo) ?? firstRegion}
          onClose={closeAdding}
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
      <SettingsEmpty title={t("noRegions.title")} purpose={t("noRegions.purpose")}>
        <Button look="primary" asChild>
          <Link href="/settings/regions">{t("noRegions.toRegions")}</Link>
        </Button>
      </SettingsEmpty>
    </>
  );
}
