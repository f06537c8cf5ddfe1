"use client";

import type { AgentView, FleetView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { type MouseEvent, memo } from "react";
import { Digest } from "@/components/digest.tsx";
import { AgentFigures } from "./agent-figures.tsx";
import { AgentMark } from "@/components/fleet/agent-mark.tsx";
import { AgentReasons } from "../agent/agent-reasons.tsx";
import { agentState } from "@/components/fleet/agent-state.ts";
import { cell, columnCount, columnLook, mainSlot } from "./fleet-columns.ts";
import { useAgentLive } from "@/client/live/use-fleet-live.ts";
import { type Selection, selectionHref } from "../use-selection.ts";

type AgentRowProps = {
  agent: AgentView;
  fleet: FleetView;
  isSelected: boolean;
  onSelect: (selection: Selection) => void;
};

/** One agent: its figures in a row and, when it is not simply ready, the reasons under them. */
export const AgentRow = memo(function AgentRow({ agent, fleet, isSelected, onSelect }: AgentRowProps) {
  const t = useTranslations("fleet");
  const live = useAgentLive(agent.id);
  const state = agentState(agent, live);
  const slot = mainSlot(agent);
  const isSilent = state?.state === "stale" || state?.state === "offline";
  const selected: Selection = { kind: "agent", id: agent.id };
  const select = (event: MouseEvent) => {
    event.preventDefault();
    onSelect(selected);
  };

  return (
    <tbody
      onClick={select}
      className={clsx(
        "cursor-pointer border-t border-line",
        isSelected ? "bg-accent-soft" : "hover:bg-hover",
        isSilent && "[&_td_*]:text-muted",
      )}
    >
      <tr>
        <td className={clsx(cell, columnLook.state)}>
          <AgentMark state={state} />
        </td>
        <th scope="row" className={clsx(cell, columnLook.agent, "truncate text-left font-normal")}>
          <a href={selectionHref(selected)} className="rounded-sm font-medium hover:underline">
            {agent.name}
          </a>
          <span className="ml-2 text-xs text-muted max-sm:ml-0 max-sm:block xl:hidden">
            {t(`role.${agent.role}`)}
          </span>
        </th>
        <td className={clsx(cell, "truncate", columnLook.version)}>
          {slot?.name ?? (
            <span className="text-muted">{agent.role === "gateway" ? t("role.gateway") : "–"}</span>
          )}
          {slot && (
            <span className="ml-2">
              <Digest value={slot.digest} />
            </span>
          )}
        </td>
        <td className={clsx(cell, "truncate", columnLook.provider)}>
          {slot ? [slot.precision, slot.provider].filter(Boolean).join(" · ") : "–"}
        </td>
        <AgentFigures agent={agent} live={live} />
      </tr>
      {state && state.reasons.length > 0 && (
        <tr>
          <td className="p-0" />
          <td colSpan={columnCount - 1} className="px-2 pb-2 text-xs">
            <AgentReasons reasons={state.reasons} fleet={fleet} />
          </td>
        </tr>
      )}
    </tbody>
  );
});
