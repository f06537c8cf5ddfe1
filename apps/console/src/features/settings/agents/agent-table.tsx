"use client";

import type { AgentEntry, RegionEntry } from "@meridian/contracts/api";
import Link from "next/link";
import { type Messages, useTranslations } from "next-intl";
import { useAgentLive } from "@/client/live/use-fleet-live.ts";
import { useSilence } from "@/client/live/use-silence.ts";
import { useMay, useMayTouch } from "@/client/session.tsx";
import { seriesColour } from "@/components/charts/series.ts";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { AgentMark } from "@/components/fleet/agent-mark.tsx";
import { agentState } from "@meridian/contracts/status";
import { RegionSwatch } from "@/components/region-swatch.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { AgentAction } from "./agent-dialogs.tsx";

type AgentTableProps = {
  regions: readonly RegionEntry[];
  agents: readonly AgentEntry[];
  onAdd: (regionId: string) => void;
  onAction: (action: AgentAction, agent: AgentEntry) => void;
};

/** All agents by region; a region without any offers to add one. */
export function AgentTable({ regions, agents, onAdd, onAction }: AgentTableProps) {
  const t = useTranslations("settings.agents");
  const mayNotAdd = useMayTouch("admin");
  const columns = useAgentColumns(onAction);
  return (
    <DataTable label={t("title")} columns={columns}>
      {regions.map((region, index) => {
        const members = agents.filter(({ regionId }) => regionId === region.id);
        return (
          <tbody key={region.id}>
            <tr className="border-t border-line-strong">
              <th scope="rowgroup" colSpan={columns.length} className="pt-4 pb-2 text-left font-normal">
                <span className="flex items-center gap-2 text-sm">
                  <RegionSwatch colour={seriesColour(index)} />
                  <span className="font-semibold">{region.name}</span>
                  <span className="text-muted">{region.label}</span>
                </span>
                {members.length === 0 && (
                  <span className="mt-2 flex items-center gap-3 text-muted">
                    {t("regionEmpty")}
                    <Button
                      size="small"
                      onClick={() => onAdd(region.id)}
                      disabledReason={mayNotAdd([region.id])}
                    >
                      {t("add")}
                    </Button>
                  </span>
                )}
              </th>
            </tr>
            <DataRows columns={columns} rows={members} rowKey={({ id }) => id} />
          </tbody>
        );
      })}
    </DataTable>
  );
}

type AgentColumn = Omit<Column<AgentEntry>, "label"> & {
  key: keyof Messages["settings"]["agents"]["column"];
};

function useAgentColumns(onAction: AgentTableProps["onAction"]): Column<AgentEntry>[] {
  const t = useTranslations("settings.agents.column");
  const actions: AgentColumn = {
    key: "actions",
    className: "min-w-8 text-right",
    isLabelHidden: true,
    cell: (agent) => <AgentMenu agent={agent} onAction={onAction} />,
  };
  return [...columns, actions].map((column) => ({ ...column, label: t(column.key) }));
}

const columns: readonly AgentColumn[] = [
  {
    key: "state",
    className: "min-w-24 max-sm:min-w-5",
    cell: (agent) => <StateCell agent={agent} />,
  },
  {
    key: "name",
    className: "w-full",
    isRowHeader: true,
    cell: (agent) => <NameCell agent={agent} />,
  },
  {
    key: "role",
    className: "min-w-20 max-md:hidden",
    cell: (agent) => <RoleCell agent={agent} />,
  },
  {
    key: "version",
    className: "min-w-20 max-lg:hidden",
    cell: ({ agentVersion }) => agentVersion ?? "–",
  },
  {
    key: "enrolled",
    className: "min-w-24 max-lg:hidden",
    cell: ({ enrolledAt }) => <RelativeTime at={enrolledAt} />,
  },
  {
    key: "seen",
    className: "min-w-24 max-md:hidden",
    cell: (agent) => <LastSeen agent={agent} />,
  },
  {
    key: "credential",
    className: "min-w-40 whitespace-nowrap max-sm:min-w-0",
    cell: (agent) => <CredentialState agent={agent} />,
  },
];

type CellProps = { agent: AgentEntry };

function StateCell({ agent }: CellProps) {
  const live = useAgentLive(agent.id);
  return <AgentMark state={agentState(agent, live)} />;
}

function NameCell({ agent: { id, name, role, claimedUrl } }: CellProps) {
  const t = useTranslations("settings.agents");
  return (
    <>
      <Link
        href={`/fleet?${new URLSearchParams({ agent: id })}`}
        className="rounded-sm font-medium hover:underline"
      >
        {name}
      </Link>
      <span className="block text-xs text-muted md:hidden">{t(`role.${role}`)}</span>
      {claimedUrl !== null && (
        <span className="block text-xs break-all text-warning-ink">{t("claims", { url: claimedUrl })}</span>
      )}
    </>
  );
}

function RoleCell({ agent: { role } }: CellProps) {
  return useTranslations("settings.agents.role")(role);
}

function LastSeen({ agent: { id, lastSeenAt } }: CellProps) {
  const t = useTranslations("settings.agents");
  const silence = useSilence();
  const isLive = useAgentLive(id)?.presence === "live";
  if (isLive && silence) return <RelativeTime at={new Date(silence.sinceMs)} />;
  if (isLive) return t("now");
  return lastSeenAt ? <RelativeTime at={lastSeenAt} /> : "–";
}

function CredentialState({ agent: { credential } }: CellProps) {
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

type AgentMenuProps = Pick<AgentTableProps, "onAction"> & CellProps;

function AgentMenu({ agent, onAction }: AgentMenuProps) {
  const t = useTranslations("settings.agents");
  const rules = useTranslations("refusal.rule");
  const mayNot = useMay("admin", [agent.regionId]);
  const mayNotAccept = useMay("operator", [agent.regionId]);
  const isRevoked = agent.credential.revokedAt !== null;
  const blocked: Partial<Record<AgentAction, string>> = {
    ...(isRevoked && { revoke: t("alreadyRevoked") }),
    ...(agent.archiveBlock && { archive: rules(agent.archiveBlock) }),
  };
  const actions = (["rename", "rotate", "revoke", "archive"] as const).map((action) => ({
    label: t(`action.${action}`),
    onSelect: () => onAction(action, agent),
    disabledReason: mayNot ?? blocked[action],
  }));
  const accept = {
    label: t("action.accept"),
    onSelect: () => onAction("accept", agent),
    disabledReason: mayNotAccept,
  };
  return (
    <RowMenu
      label={t("actionsOf", { name: agent.name })}
      actions={agent.claimedUrl === null ? actions : [accept, ...actions]}
    />
  );
}
