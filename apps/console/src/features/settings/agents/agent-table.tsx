"use client";

import type { AgentEntry, RegionEntry } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { seriesColour } from "@/components/charts/series-colour.ts";
import { Button } from "@/components/ui/button.tsx";
import { type AgentActions, AgentTableRow } from "./agent-table-row.tsx";
import { SettingsTable } from "../settings-table.tsx";

type AgentTableProps = AgentActions & {
  regions: readonly RegionEntry[];
  agents: readonly AgentEntry[];
  onAdd: (regionId: string) => void;
};

/** All agents by region; a region without any offers to add one. */
export function AgentTable({ regions, agents, onAdd, ...actions }: AgentTableProps) {
  const t = useTranslations("settings.agents");
  const columns = [
    { key: "state", label: t("column.state"), className: "min-w-24 max-sm:min-w-5" },
    { key: "name", label: t("column.name"), className: "w-full" },
    { key: "role", label: t("column.role"), className: "min-w-20 max-md:hidden" },
    { key: "version", label: t("column.version"), className: "min-w-20 max-lg:hidden" },
    { key: "enrolled", label: t("column.enrolled"), className: "min-w-24 max-lg:hidden" },
    { key: "seen", label: t("column.seen"), className: "min-w-24 max-md:hidden" },
    { key: "credential", label: t("column.credential"), className: "min-w-40 max-sm:min-w-0" },
    { key: "actions", label: t("column.actions"), className: "min-w-8", isLabelHidden: true },
  ];
  return (
    <SettingsTable label={t("title")} columns={columns}>
      {regions.map((region, index) => {
        const members = agents.filter(({ regionId }) => regionId === region.id);
        return (
          <tbody key={region.id}>
            <tr className="border-t border-line-strong">
              <th scope="rowgroup" colSpan={columns.length} className="pt-4 pb-2 text-left font-normal">
                <span className="flex items-center gap-2 text-sm">
                  <span
                    aria-hidden
                    className="size-2 rounded-full"
                    style={{ background: seriesColour(index) }}
                  />
                  <span className="font-semibold">{region.name}</span>
                  <span className="text-muted">{region.label}</span>
                </span>
                {members.length === 0 && (
                  <span className="mt-2 flex items-center gap-3 text-muted">
                    {t("regionEmpty")}
                    <Button
                      size="small"
                      onClick={() => onAdd(region.id)}
                      disabledReason={actions.readOnlyReason}
                    >
                      {t("add")}
                    </Button>
                  </span>
                )}
              </th>
            </tr>
            {members.map((agent) => (
              <AgentTableRow key={agent.id} agent={agent} {...actions} />
            ))}
          </tbody>
        );
      })}
    </SettingsTable>
  );
}
