"use client";

import type { RolloutNodeView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { StateMark } from "@/components/state-mark.tsx";
import { nodeMark, slotStatusOf } from "./rollout-marks.ts";

/** A node's progress with the new version. */
export function NodeMark({ node }: { node: RolloutNodeView }) {
  const t = useTranslations();
  const status = slotStatusOf(node);
  const isAway = node.presence !== "live";
  const word = isAway ? t("rollouts.lane.offline") : status && t(`fleet.slot.${status}`);
  return (
    <>
      <span className="flex min-w-0 items-center gap-2">
        <StateMark state={nodeMark(node)} />
        <span className="truncate">{node.name}</span>
        {word !== null && <span className="shrink-0 text-muted">{word}</span>}
      </span>
      {status === "failed" && node.slotReason !== null && (
        <span className="block pl-5 text-xs break-words text-danger-ink">{node.slotReason}</span>
      )}
    </>
  );
}
