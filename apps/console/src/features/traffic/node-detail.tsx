"use client";

import type { TrafficNodeView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { StateMark } from "@/components/state-mark.tsx";
import { useAgentLive } from "@/client/live/use-fleet-live.ts";

/** What a node says of itself: its version, and why it may not be able to take its share. */
export function NodeDetail({ node: { id, isReady, version } }: { node: TrafficNodeView }) {
  const t = useTranslations();
  const presence = useAgentLive(id)?.presence;
  const isSilent = presence === "stale" || presence === "offline" || presence === "never";
  return (
    <span className="flex items-center gap-1.5">
      <span className="truncate">{version ?? t("traffic.nodes.noVersion")}</span>
      {(isSilent || !isReady) && (
        <span className="flex items-center gap-1 whitespace-nowrap text-warning-ink">
          <StateMark state={isSilent ? "offline" : "loading"} className="size-2.5" />
          {isSilent ? t(`fleet.state.${presence}`) : t("traffic.nodes.notReady")}
        </span>
      )}
    </span>
  );
}
