"use client";

import type { RegionEntry } from "@meridian/contracts/api";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useMay } from "@/client/session.tsx";
import { seriesColour } from "@/components/charts/series.ts";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { RegionSwatch } from "@/components/region-swatch.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { hemispheresOf } from "./region-fields.ts";

type RegionActions = { onEdit: (region: RegionEntry) => void; onArchive: (region: RegionEntry) => void };
type RegionTableProps = RegionActions & { regions: readonly RegionEntry[] };

export function RegionTable({ regions, ...actions }: RegionTableProps) {
  const t = useTranslations("settings.regions");
  const columns: Column<RegionEntry>[] = [
    {
      key: "name",
      label: t("column.name"),
      isRowHeader: true,
      cell: (region) => (
        <span className="flex items-baseline gap-2">
          <RegionSwatch colour={seriesColour(regions.indexOf(region))} />
          <span className="font-medium">{region.name}</span>
          <span className="text-muted">{region.label}</span>
        </span>
      ),
    },
    {
      key: "position",
      label: t("column.place"),
      className: "whitespace-nowrap text-muted max-md:hidden",
      cell: (region) => t("place", hemispheresOf(region)),
    },
    { key: "agents", label: t("column.agents"), cell: (region) => <AgentCount region={region} /> },
    {
      key: "added",
      label: t("column.added"),
      className: "w-28 whitespace-nowrap max-md:hidden",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: "actions",
      label: t("column.actions"),
      className: "w-8 text-right",
      isLabelHidden: true,
      cell: (region) => <RegionMenu region={region} {...actions} />,
    },
  ];
  return (
    <DataTable label={t("title")} columns={columns}>
      <tbody>
        <DataRows columns={columns} rows={regions} rowKey={({ id }) => id} />
      </tbody>
    </DataTable>
  );
}

/** How many agents a region has, or the way to its first. */
function AgentCount({ region: { id, nodes, gateways } }: { region: RegionEntry }) {
  const t = useTranslations("settings.regions");
  if (nodes + gateways > 0) return t("agents", { nodes, gateways });
  return (
    <Link
      href={`/settings/agents?${new URLSearchParams({ add: id })}`}
      className="rounded-sm font-medium text-accent-ink hover:underline"
    >
      {t("addAgents")}
    </Link>
  );
}

function RegionMenu({ region, onEdit, onArchive }: RegionActions & { region: RegionEntry }) {
  const t = useTranslations("settings.regions");
  const mayNot = useMay("admin", [region.id]);
  const mayNotArchive = useMay("admin", "fleet");
  const blocked = useArchiveBlock(region);
  const actions = [
    { label: t("editAction"), onSelect: () => onEdit(region), disabledReason: mayNot },
    {
      label: t("archiveAction"),
      onSelect: () => onArchive(region),
      disabledReason: mayNotArchive ?? blocked,
    },
  ];
  return <RowMenu label={t("actionsOf", { name: region.name })} actions={actions} />;
}

/** Why the region cannot be archived now, in words. */
function useArchiveBlock({ archiveBlock }: RegionEntry): string | undefined {
  const t = useTranslations("refusal.rule");
  const format = useFormatter();
  if (archiveBlock === null) return undefined;
  return archiveBlock.rule === "region-without-agents"
    ? t(archiveBlock.rule, { agents: archiveBlock.agents })
    : t(archiveBlock.rule, { origins: format.list(archiveBlock.origins) });
}
