"use client";

import type { AgentView, FleetView } from "@meridian/contracts/api";
import {
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  type SortingState,
} from "@tanstack/react-table";
import clsx from "clsx";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, useMemo, useState } from "react";
import { useDataTable } from "@/components/data-table/use-data-table.ts";
import { TextField } from "@/components/ui/text-field.tsx";
import { AgentRow } from "./agent-row.tsx";
import { FleetTableHead } from "./fleet-table-head.tsx";
import { fleetColumns, matchesFilter } from "./fleet-columns.ts";
import { RegionRow } from "../region/region-row.tsx";
import type { Selection } from "../use-selection.ts";

type FleetTableProps = {
  fleet: FleetView;
  /** False: the figures stand still and are drawn so. */
  isLive: boolean;
  selection: Selection | null;
  onSelect: (selection: Selection) => void;
};

const noFilterUpTo = 12;

/** All agents by region. Rows fetch nothing but subscribe to their own live figures. */
export function FleetTable({ fleet, isLive, selection, onSelect }: FleetTableProps) {
  const t = useTranslations("fleet");
  const [sorting, setSorting] = useState<SortingState>([]);
  const [filter, setFilter] = useState("");
  const agents = useMemo(() => fleet.regions.flatMap((region) => region.agents), [fleet]);
  const regionNames = useMemo(() => new Map(fleet.regions.map(({ id, name }) => [id, name])), [fleet]);
  const table = useDataTable<AgentView>({
    data: agents,
    columns: fleetColumns,
    state: { sorting, globalFilter: filter },
    onSortingChange: setSorting,
    getRowId: ({ id }) => id,
    globalFilterFn: ({ original }, _column, text: string) =>
      matchesFilter(original, regionNames.get(original.regionId) ?? "", text),
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
  });
  const shown = table.getRowModel().rows.map(({ original }) => original);

  return (
    <section aria-label={t("title")}>
      {agents.length > noFilterUpTo && (
        <TextField
          type="search"
          label={t("filter")}
          isLabelHidden
          placeholder={t("filter")}
          icon={<Search size={14} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="mb-4 max-w-70"
        />
      )}
      <table
        className={clsx(
          "w-full border-collapse text-table",
          !isLive && "[&_dd_*]:text-muted [&_td_*]:text-muted",
        )}
      >
        <FleetTableHead headers={table.getFlatHeaders()} />
        {fleet.regions.map((region, index) => {
          const members = shown.filter(({ regionId }) => regionId === region.id);
          if (filter !== "" && members.length === 0) return null;
          return (
            <Fragment key={region.id}>
              <tbody>
                <RegionRow region={region} index={index} onSelect={onSelect} />
              </tbody>
              {members.map((agent) => (
                <AgentRow
                  key={agent.id}
                  agent={agent}
                  fleet={fleet}
                  isSelected={agent.id === selection?.id}
                  onSelect={onSelect}
                />
              ))}
            </Fragment>
          );
        })}
      </table>
      {shown.length === 0 && <p className="py-8 text-center text-muted">{t("filterEmpty")}</p>}
    </section>
  );
}
