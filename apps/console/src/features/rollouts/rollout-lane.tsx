"use client";

import type { RolloutStepView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useNow } from "@/client/format/clock.ts";
import { countdown } from "@/client/format/time.ts";
import { GateMark } from "./gate-mark.tsx";
import { lanePhases, type Phase, type PhaseState } from "./lane-phases.ts";
import { NodeMark } from "./node-mark.tsx";

const tracks: Record<PhaseState, string> = {
  ahead: "border-line-strong",
  now: "border-accent",
  passed: "border-ready",
  failed: "border-failing",
  undone: "border-line-strong border-dashed",
};

type RolloutLaneProps = { step: RolloutStepView; versionName: string };

export function RolloutLane({ step, versionName }: RolloutLaneProps) {
  const t = useTranslations("rollouts.lane");
  const { regionName, state, reason, nodes, gates } = step;
  const reached = lanePhases(step);
  const hasSwitched =
    reached.switch !== "ahead" || nodes.some(({ answersWith }) => answersWith === versionName);
  const answering = nodes.filter(({ answersWith }) => answersWith === versionName).length;
  return (
    <tr className="align-top max-lg:mb-6 max-lg:block">
      <th scope="row" className="pt-1 pr-4 pb-4 text-left font-normal max-lg:block max-lg:pb-2">
        <span className="block truncate font-medium">{regionName}</span>
        <span className={clsx("text-xs", state === "failed" ? "text-danger-ink" : "text-muted")}>
          {t(`step.${state}`)}
          {state === "failed" && reason !== null && `: ${reason}`}
        </span>
      </th>
      <Cell phase="prepare" reached={reached}>
        <ul className="flex flex-col gap-0.5">
          {nodes.map((node) => (
            <li key={node.id}>
              <NodeMark node={node} />
            </li>
          ))}
        </ul>
      </Cell>
      <Cell phase="switch" reached={reached}>
        {hasSwitched && t("answering", { answering, nodes: nodes.length })}
      </Cell>
      <Cell phase="bake" reached={reached}>
        {reached.bake === "now" && step.untilAt && <BakeLeft untilAt={step.untilAt} />}
        <ul className="flex flex-col gap-0.5">
          {gates.map((gate) => (
            <li key={gate.gate}>
              <GateMark gate={gate} />
            </li>
          ))}
        </ul>
      </Cell>
      <Cell phase="done" reached={reached}>
        {reached.done === "passed" && t("yes")}
        {state === "reverted" && t("undone")}
      </Cell>
    </tr>
  );
}

type CellProps = { phase: Phase; reached: Record<Phase, PhaseState>; children: ReactNode };

/** The line over a cell is the lane's track: how far the region has come. */
function Cell({ phase, reached, children }: CellProps) {
  const t = useTranslations("rollouts.lane");
  const state = reached[phase];
  return (
    <td className={clsx("pb-4 max-lg:block max-lg:pb-2", state === "ahead" && "max-lg:hidden")}>
      <div className={clsx("min-h-6 border-t-3 pt-1.5 pr-4", tracks[state])}>
        <p className="text-2xs text-muted lg:hidden">{t(phase)}</p>
        {children}
      </div>
    </td>
  );
}

function BakeLeft({ untilAt }: { untilAt: Date }) {
  const t = useTranslations("rollouts.lane");
  const nowMs = useNow();
  if (nowMs === null) return null;
  return <p className="font-medium">{t("watched", { left: countdown(untilAt.getTime() - nowMs) })}</p>;
}
