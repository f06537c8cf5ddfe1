"use client";

import type { AgentView, RegionView } from "@meridian/contracts/api";
import type { RegionPerformance } from "@meridian/contracts/measure";
import { useTranslations } from "next-intl";
import { durationFigure } from "@/client/format/figure.ts";
import { useAgentLive } from "@/client/live/use-fleet-live.ts";
import { AgentMark } from "@/components/fleet/agent-mark.tsx";
import { agentState } from "@meridian/contracts/status";
import { FigureValue } from "@/components/figure-value.tsx";
import { meanCell, MeanHeads } from "../performance/mean-heads.tsx";
import { type Selection, selectionHref } from "../use-fleet-selection.ts";

type Node = RegionPerformance["nodes"][number];
type Select = (selection: Selection) => void;
type RegionNodesProps = { region: RegionView; nodes: readonly Node[]; onSelect: Select };

/** The region's nodes side by side: tells one slow node from a slow region. */
export function RegionNodes({ region, nodes, onSelect }: RegionNodesProps) {
  const t = useTranslations("performance");
  if (nodes.length === 0) return <p className="text-muted">{t("region.noNodes")}</p>;
  return (
    <>
      <table className="w-full text-xs">
        <thead className="text-muted">
          <tr>
            <th scope="col" className="py-1 text-left font-normal">
              {t("region.node")}
            </th>
            <MeanHeads />
            <th scope="col" className="w-28 py-1 pl-4 text-left font-normal">
              {t("region.cause")}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeRow
              key={node.agentId}
              node={node}
              agent={region.agents.find(({ id }) => id === node.agentId)}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-xs text-muted">{t("region.nodesHint")}</p>
    </>
  );
}

type NodeRowProps = { node: Node; agent: AgentView | undefined; onSelect: Select };

function NodeRow({ node: { agentId, name, times }, agent, onSelect }: NodeRowProps) {
  const t = useTranslations("performance");
  const live = useAgentLive(agentId);
  const selected: Selection = { kind: "agent", id: agentId };
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-1 text-left font-normal whitespace-nowrap">
        <a
          href={selectionHref(selected)}
          onClick={(event) => {
            event.preventDefault();
            onSelect(selected);
          }}
          className="mr-3 rounded-sm font-medium hover:underline"
        >
          {name}
        </a>
        <AgentMark state={agent ? agentState(agent, live) : null} />
      </th>
      <td className={meanCell}>
        <FigureValue value={times?.all.totalMs} as={durationFigure} />
      </td>
      <td className={meanCell}>
        <FigureValue value={times?.slowest.totalMs} as={durationFigure} />
      </td>
      <td className="py-1 pl-4">{times?.slowStage ? t(`stage.${times.slowStage}`) : "–"}</td>
    </tr>
  );
}
