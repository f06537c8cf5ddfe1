"use client";

import type { AgentEntry } from "@meridian/contracts/api";
import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useAgentLive } from "@/client/live/use-fleet-live.ts";
import { AgentMark } from "@/components/fleet/agent-mark.tsx";
import { agentState } from "@/components/fleet/agent-state.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import { SettingsRowMenu } from "../settings-row-menu.tsx";
import { settingsCell } from "../settings-table.tsx";

export type AgentAction = "rename" | "rotate" | "revoke" | "archive";
export type AgentActions = {
  /** Why nothing can be changed here; undefined: it can. */
  readOnlyReason: string | undefined;
  onAction: (action: AgentAction, agent: AgentEntry) => void;
};

type AgentTableRowProps = AgentActions & { agent: AgentEntry };

export function AgentTableRow({ agent, ...actions }: AgentTableRowProps) {
  const t = useTranslations("settings.agents");
  const live = useAgentLive(agent.id);
  const { name, role, agentVersion, enrolledAt, lastSeenAt } = agent;
  return (
    <tr className="border-t border-line">
      <td className={settingsCell}>
        <AgentMark state={agentState(agent, live)} />
      </td>
      <th scope="row" className={clsx(settingsCell, "text-left font-normal")}>
        <Link
          href={`/fleet?${new URLSearchParams({ agent: agent.id })}`}
          className="rounded-sm font-medium hover:underline"
        >
          {name}
        </Link>
        <span className="block text-xs text-muted md:hidden">{t(`role.${role}`)}</span>
      </th>
      <td className={clsx(settingsCell, "max-md:hidden")}>{t(`role.${role}`)}</td>
      <td className={clsx(settingsCell, "max-lg:hidden")}>{agentVersion ?? "–"}</td>
      <td className={clsx(settingsCell, "max-lg:hidden")}>
        <RelativeTime at={enrolledAt} />
      </td>
      <td className={clsx(settingsCell, "max-md:hidden")}>
        {live?.presence === "live" ? t("now") : lastSeenAt ? <RelativeTime at={lastSeenAt} /> : "–"}
      </td>
      <td className={clsx(settingsCell, "whitespace-nowrap")}>
        <CredentialState agent={agent} />
      </td>
      <td className={clsx(settingsCell, "text-right")}>
        <AgentMenu agent={agent} {...actions} />
      </td>
    </tr>
  );
}

function CredentialState({ agent: { credential } }: { agent: AgentEntry }) {
  const t = useTranslations("settings.agents.credential");
  const { issuedAt, revokedAt } = credential;
  if (revokedAt) {
    return (
      <>
        <span className="text-danger-ink">{t("revoked")}</span>
        <span className="ml-2 text-muted max-sm:hidden">
          <RelativeTime at={revokedAt} />
        </span>
      </>
    );
  }
  return (
    <>
      {t("valid")}
      <span className="ml-2 text-muted max-xl:hidden">
        {t.rich("issued", { time: () => <RelativeTime at={issuedAt} /> })}
      </span>
    </>
  );
}

function AgentMenu({ agent, readOnlyReason, onAction }: AgentTableRowProps) {
  const t = useTranslations("settings.agents");
  const rules = useTranslations("settings.rule");
  const isRevoked = agent.credential.revokedAt !== null;
  const blocked: Partial<Record<AgentAction, string>> = {
    ...(isRevoked && { revoke: t("alreadyRevoked") }),
    ...(agent.archiveBlock && { archive: rules(agent.archiveBlock) }),
  };
  const actions = (["rename", "rotate", "revoke", "archive"] as const).map((action) => ({
    label: t(`action.${action}`),
    onSelect: () => onAction(action, agent),
    disabledReason: readOnlyReason ?? blocked[action],
  }));
  return <SettingsRowMenu label={t("actionsOf", { name: agent.name })} actions={actions} />;
}
