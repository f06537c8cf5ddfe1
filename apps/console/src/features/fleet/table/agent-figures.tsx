"use client";

import type { AgentView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { bytesFigure, countFigure, durationFigure, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { Sparkline } from "@/components/sparkline.tsx";
import { AgentAge } from "../agent/agent-age.tsx";
import { cell, type FleetColumn, columnLook } from "./fleet-columns.ts";
import type { ReceivedLive } from "@/client/live/fleet-live-store.ts";
import { useAgentHistory } from "@/client/live/use-fleet-live.ts";

type AgentFiguresProps = { agent: AgentView; live: ReceivedLive | null };

const number = (column: FleetColumn) => clsx(cell, "text-right", columnLook[column]);

/** The live cells of an agent's row; the three percentiles in three strengths. */
export function AgentFigures({ agent, live }: AgentFiguresProps) {
  const t = useTranslations("fleet");
  const history = useAgentHistory(agent.id);
  const hasErrors = (live?.errorShare ?? 0) > 0;
  return (
    <>
      <td className={number("requests")}>
        <span className="inline-flex items-center justify-end gap-3 align-middle">
          <Sparkline points={history} label={t("sparkline")} className="max-xl:hidden" />
          <FigureValue value={live?.requestsPerSecond} as={rateFigure} className="min-w-14" />
        </span>
      </td>
      <td className={number("p50")}>
        <FigureValue value={live?.p50Ms} as={durationFigure} className="text-muted" />
      </td>
      <td className={number("p95")}>
        <FigureValue value={live?.p95Ms} as={durationFigure} />
      </td>
      <td className={number("p99")}>
        <FigureValue value={live?.p99Ms} as={durationFigure} className="font-semibold" />
      </td>
      <td className={number("errors")}>
        <FigureValue
          value={live?.errorShare}
          as={shareFigure}
          {...(hasErrors && { className: "font-medium text-danger-ink" })}
        />
      </td>
      <td className={number("queue")}>
        <FigureValue value={agent.role === "gateway" ? null : live?.queueLength} as={countFigure} />
      </td>
      <td className={number("memory")}>
        <FigureValue value={live?.rssBytes} as={bytesFigure} />
      </td>
      <td className={number("age")}>
        <AgentAge live={live} />
      </td>
    </>
  );
}
