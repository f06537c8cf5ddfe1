"use client";

import type { RegionEntry } from "@meridian/contracts/api";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { seriesColour } from "@/components/charts/series-colour.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import { sidesOf } from "./region-draft.ts";
import { SettingsRowMenu } from "../settings-row-menu.tsx";
import { settingsCell, SettingsTable } from "../settings-table.tsx";

type RegionTableProps = {
  regions: readonly RegionEntry[];
  /** Why nothing can be changed here; undefined: it can. */
  readOnlyReason: string | undefined;
  onEdit: (region: RegionEntry) => void;
  onArchive: (region: RegionEntry) => void;
};

export function RegionTable({ regions, ...rest }: RegionTableProps) {
  const t = useTranslations("settings.regions");
  const columns = [
    { key: "name", label: t("column.name") },
    { key: "place", label: t("column.place"), className: "max-md:hidden" },
    { key: "agents", label: t("column.agents") },
    { key: "added", label: t("column.added"), className: "max-md:hidden" },
    { key: "actions", label: t("column.actions"), className: "w-8", isLabelHidden: true },
  ];
  return (
    <SettingsTable label={t("title")} columns={columns}>
      <tbody>
        {regions.map((region, index) => (
          <RegionTableRow key={region.id} region={region} index={index} {...rest} />
        ))}
      </tbody>
    </SettingsTable>
  );
}

type RegionTableRowProps = Omit<RegionTableProps, "regions"> & { region: RegionEntry; index: number };

function RegionTableRow({ region, index, readOnlyReason, onEdit, onArchive }: RegionTableRowProps) {
  const t = useTranslations("settings.regions");
  const blocked = useArchiveBlock(region);
  const { name, label, nodes, gateways, createdAt } = region;
  const actions = [
    { label: t("editAction"), onSelect: () => onEdit(region), disabledReason: readOnlyReason },
    {
      label: t("archiveAction"),
      onSelect: () => onArchive(region),
      disabledReason: readOnlyReason ?? blocked,
    },
  ];
  return (
    <tr className="border-t border-line">
      <th scope="row" className={`${settingsCell} text-left font-normal`}>
        <span className="flex items-baseline gap-2">
          <span
            aria-hidden
            className="size-2 shrink-0 rounded-full"
            style={{ background: seriesColour(index) }}
          />
          <span className="font-medium">{name}</span>
          <span className="text-muted">{label}</span>
        </span>
      </th>
      <td className={`${settingsCell} whitespace-nowrap text-muted max-md:hidden`}>
        {t("place", sidesOf(region))}
      </td>
      <td className={settingsCell}>
        {nodes + gateways === 0 ? (
          <Link
            href={`/settings/agents?${new URLSearchParams({ add: region.id })}`}
            className="rounded-sm font-medium text-accent-ink hover:underline"
          >
            {t("addAgents")}
          </Link>
        ) : (
          t("agents", { nodes, gateways })
        )}
      </td>
      <td className={`${settingsCell} max-md:hidden`}>
        <RelativeTime at={createdAt} />
      </td>
      <td className={`${settingsCell} text-right`}>
        <SettingsRowMenu label={t("actionsOf", { name })} actions={actions} />
      </td>
    </tr>
  );
}

/** Why the region cannot be archived now, in words. */
function useArchiveBlock({ archiveBlock }: RegionEntry): string | undefined {
  const t = useTranslations("settings.rule");
  const format = useFormatter();
  if (archiveBlock === null) return undefined;
  return archiveBlock.rule === "region-without-agents"
    ? t(archiveBlock.rule, { agents: archiveBlock.agents })
    : t(archiveBlock.rule, { origins: format.list(archiveBlock.origins) });
}
