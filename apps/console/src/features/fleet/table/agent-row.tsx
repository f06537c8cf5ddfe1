"use client";

import type { AgentView, FleetView } from "@meridian/contracts/api";
import clsx from "clsx";
import type { MouseEvent } from "react";
import { useAgentLive } from "@/client/live/use-fleet-live.ts";
import { Cells, type Column, focusControlOf } from "@/components/data-table/data-table.tsx";
import { agentState } from "@meridian/contracts/status";
import { AgentReasons } from "../agent/agent-reasons.tsx";
import type { Selection } from "../use-fleet-selection.ts";

type AgentRowProps = {
  agent: AgentView;
  fleet: FleetView;
  columns: readonly Column<AgentView>[];
  isSelected: boolean;
  onSelect: (selection: Selection) => void;
};

/** One agent: its cells, and under them why it is not simply ready. */
export function AgentRow({ agent, fleet, columns, isSelected, onSelect }: AgentRowProps) {
  const state = agentState(agent, useAgentLive(agent.id));
  const isSilent = state !== null && ["stale", "offline", "never"].includes(state.state);
  const select = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    focusControlOf(event.currentTarget);
    onSelect({ kind: "agent", id: agent.id });
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
        <Cells columns={columns} row={agent} />
      </tr>
      {state && state.reasons.length > 0 && (
        <tr>
          <td className="p-0" />
          <td colSpan={columns.length - 1} className="px-2 pb-2 text-xs">
            <AgentReasons state={state} fleet={fleet} />
          </td>
        </tr>
      )}
    </tbody>
  );
}
