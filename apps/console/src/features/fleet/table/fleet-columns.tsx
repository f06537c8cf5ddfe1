"use client";

import type { AgentView } from "@meridian/contracts/api";
import { type Messages, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  bytesFigure,
  countFigure,
  durationFigure,
  type Figure,
  rateFigure,
  shareFigure,
} from "@/client/format/figure.ts";
import type { ReceivedLive } from "@/client/live/fleet-live-store.ts";
import { useAgentHistory, useAgentLive } from "@/client/live/use-fleet-live.ts";
import type { Column } from "@/components/data-table/data-table.tsx";
import { Digest } from "@/components/digest.tsx";
import { FigureValue } from "@/components/figure-value.tsx";
import { AgentMark } from "@/components/fleet/agent-mark.tsx";
import { agentState } from "@meridian/contracts/status";
import { Sparkline } from "@/components/sparkline.tsx";
import { AgentAge } from "../agent/agent-vitals.tsx";
import { selectionHref } from "../use-fleet-selection.ts";
import { mainSlot } from "./find-agents.ts";

type FleetColumn = Omit<Column<AgentView>, "label"> & { key: keyof Messages["fleet"]["column"] };

/**
 * The columns of the fleet's table. Widths hold any figure, so that no figure moves another; the name takes the rest. A
 * small screen leaves columns out: the agent's sheet has them all.
 */
export function useFleetColumns(): Column<AgentView>[] {
  const t = useTranslations("fleet.column");
  return columns.map((column) => ({ ...column, label: t(column.key) }));
}

const columns: readonly FleetColumn[] = [
  {
    key: "state",
    className: "min-w-26 max-sm:min-w-5",
    cell: (agent) => <StateCell agent={agent} />,
  },
  {
    key: "agent",
    className: "w-full max-w-0 truncate",
    isRowHeader: true,
    sortBy: ({ name }) => name,
    cell: (agent) => <NameCell agent={agent} />,
  },
  {
    key: "version",
    className: "min-w-46 max-w-46 max-xl:hidden",
    sortBy: (agent) => mainSlot(agent)?.name ?? "",
    cell: (agent) => <VersionCell agent={agent} />,
  },
  {
    key: "provider",
    className: "min-w-24 max-w-24 truncate max-full:hidden",
    sortBy: (agent) => mainSlot(agent)?.provider ?? "",
    cell: (agent) => {
      const slot = mainSlot(agent);
      return slot ? [slot.precision, slot.provider].filter(Boolean).join(" · ") : "–";
    },
  },
  {
    key: "requests",
    className: "min-w-36 max-xl:min-w-20",
    isNumber: true,
    cell: (agent) => <RequestsCell agent={agent} />,
  },
  figure("p50", "min-w-19 max-lg:hidden", (agent) => (
    <LiveFigure agent={agent} of={({ p50Ms }) => p50Ms} as={durationFigure} className="text-muted" />
  )),
  figure("p95", "min-w-19 max-md:pr-0", (agent) => (
    <LiveFigure agent={agent} of={({ p95Ms }) => p95Ms} as={durationFigure} />
  )),
  figure("p99", "min-w-19 max-lg:hidden", (agent) => (
    <LiveFigure agent={agent} of={({ p99Ms }) => p99Ms} as={durationFigure} className="font-semibold" />
  )),
  {
    key: "errors",
    className: "min-w-15 max-lg:hidden",
    isNumber: true,
    cell: (agent) => <ErrorsCell agent={agent} />,
  },
  {
    key: "queue",
    className: "min-w-14 max-xl:hidden",
    isNumber: true,
    cell: (agent) => (
      <LiveFigure
        agent={agent}
        of={({ queueLength }) => (agent.role === "gateway" ? null : queueLength)}
        as={countFigure}
      />
    ),
  },
  figure("memory", "min-w-19 max-full:hidden", (agent) => (
    <LiveFigure agent={agent} of={({ rssBytes }) => rssBytes} as={bytesFigure} />
  )),
  {
    key: "age",
    className: "min-w-15 max-md:hidden",
    isNumber: true,
    cell: (agent) => <AgeCell agent={agent} />,
  },
];

function figure(
  key: "p50" | "p95" | "p99" | "memory",
  className: string,
  cell: (agent: AgentView) => ReactNode,
): FleetColumn {
  return { key, className, isNumber: true, cell };
}

type CellProps = { agent: AgentView };
type LiveFigureProps = CellProps & {
  of: (live: ReceivedLive) => number | null | undefined;
  as: (value: number) => Figure;
  className?: string;
};

function LiveFigure({ agent, of, as, className }: LiveFigureProps) {
  const live = useAgentLive(agent.id);
  return <FigureValue value={live && of(live)} as={as} {...(className && { className })} />;
}

function StateCell({ agent }: CellProps) {
  return <AgentMark state={agentState(agent, useAgentLive(agent.id))} />;
}

function NameCell({ agent }: CellProps) {
  const t = useTranslations("fleet.role");
  return (
    <>
      <a
        href={selectionHref({ kind: "agent", id: agent.id })}
        className="rounded-sm font-medium hover:underline"
      >
        {agent.name}
      </a>
      <span className="ml-2 text-xs text-muted max-sm:ml-0 max-sm:block xl:hidden">{t(agent.role)}</span>
    </>
  );
}

function VersionCell({ agent }: CellProps) {
  const t = useTranslations("fleet.role");
  const slot = mainSlot(agent);
  if (!slot) return <span className="text-muted">{agent.role === "gateway" ? t("gateway") : "–"}</span>;
  return (
    <span className="flex items-baseline gap-2">
      <span className="truncate" title={slot.name}>
        {slot.name}
      </span>
      <Digest value={slot.digest} />
    </span>
  );
}

function RequestsCell({ agent }: CellProps) {
  const t = useTranslations("fleet");
  const history = useAgentHistory(agent.id);
  return (
    <span className="inline-flex items-center justify-end gap-3 align-middle">
      <Sparkline points={history} label={t("sparkline")} className="max-xl:hidden" />
      <LiveFigure
        agent={agent}
        of={({ requestsPerSecond }) => requestsPerSecond}
        as={rateFigure}
        className="min-w-14"
      />
    </span>
  );
}

function ErrorsCell({ agent }: CellProps) {
  const hasErrors = (useAgentLive(agent.id)?.errorShare ?? 0) > 0;
  return (
    <LiveFigure
      agent={agent}
      of={({ errorShare }) => errorShare}
      as={shareFigure}
      {...(hasErrors && { className: "font-medium text-danger-ink" })}
    />
  );
}

function AgeCell({ agent }: CellProps) {
  return <AgentAge live={useAgentLive(agent.id)} />;
}
