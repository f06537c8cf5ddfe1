"use client";

import type { FleetView } from "@meridian/contracts/api";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import { DataTable } from "@/components/data-table/data-table.tsx";
import { useSort } from "@/components/data-table/use-sort.ts";
import { TextField } from "@/components/ui/text-field.tsx";
import { RegionRow } from "../region/region-row.tsx";
import type { Selection } from "../use-fleet-selection.ts";
import { AgentRow } from "./agent-row.tsx";
import { matchesFilter } from "./find-agents.ts";
import { useFleetColumns } from "./fleet-columns.tsx";

type FleetTableProps = {
  fleet: FleetView;
  selection: Selection | null;
  onSelect: (selection: Selection) => void;
};

const noFilterUpTo = 12;

/** All agents by region. Cells subscribe to their own live figures. */
export function FleetTable({ fleet, selection, onSelect }: FleetTableProps) {
  const t = useTranslations("fleet");
  const [filter, setFilter] = useState("");
  const columns = useFleetColumns();
  const { sort, sorted } = useSort(columns);
  const count = fleet.regions.reduce((sum, { agents }) => sum + agents.length, 0);
  const regions = fleet.regions.map((region, index) => {
    const matching = region.agents.filter((agent) => matchesFilter(agent, region.name, filter));
    return { region, index, agents: sorted(matching) };
  });
  const shown = filter === "" ? regions : regions.filter(({ agents }) => agents.length > 0);
  return (
    <section aria-label={t("title")}>
      {count > noFilterUpTo && (
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
      <DataTable label={t("title")} columns={columns} sort={sort}>
        {shown.map(({ region, index, agents }) => (
          <Fragment key={region.id}>
            <tbody>
              <RegionRow region={region} index={index} span={columns.length} onSelect={onSelect} />
            </tbody>
            {agents.map((agent) => (
              <AgentRow
                key={agent.id}
                agent={agent}
                fleet={fleet}
                columns={columns}
                isSelected={agent.id === selection?.id}
                onSelect={onSelect}
              />
            ))}
          </Fragment>
        ))}
      </DataTable>
      {shown.length === 0 && <p className="py-8 text-center text-muted">{t("filterEmpty")}</p>}
    </section>
  );
}
