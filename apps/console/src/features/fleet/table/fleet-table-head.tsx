"use client";

import type { AgentView } from "@meridian/contracts/api";
import type { Header } from "@tanstack/react-table";
import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FleetColumn, columnLook } from "./fleet-columns.ts";

const isText = new Set<FleetColumn>(["state", "agent", "version", "provider"]);

export function FleetTableHead({ headers }: { headers: Header<AgentView, unknown>[] }) {
  return (
    <thead>
      <tr>
        {headers.map((header) => (
          <HeadCell key={header.id} header={header} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell({ header: { column } }: { header: Header<AgentView, unknown> }) {
  const t = useTranslations("fleet.column");
  const id = column.id as FleetColumn;
  const sorted = column.getIsSorted();
  const Arrow = sorted === "desc" ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
      className={clsx(
        "px-2 pb-2 text-2xs font-medium whitespace-nowrap text-muted first:pl-0 last:pr-0",
        isText.has(id) ? "text-left" : "text-right",
        columnLook[id],
      )}
    >
      {column.getCanSort() ? (
        <button
          type="button"
          onClick={column.getToggleSortingHandler()}
          className="inline-flex items-center gap-1 rounded-sm hover:text-ink"
        >
          {t(id)}
          {sorted && <Arrow size={11} aria-hidden />}
        </button>
      ) : (
        <span className={id === "state" ? "max-sm:sr-only" : undefined}>{t(id)}</span>
      )}
    </th>
  );
}
