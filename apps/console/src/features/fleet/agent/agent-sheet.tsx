"use client";

import type { FleetView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { Sheet } from "@/components/ui/sheet.tsx";
import { AgentEvents } from "./agent-events.tsx";
import { AgentIdentity } from "./agent-identity.tsx";
import { AgentMark } from "@/components/fleet/agent-mark.tsx";
import { AgentPerformance } from "./agent-performance.tsx";
import { AgentReasons } from "./agent-reasons.tsx";
import { AgentRevisions } from "./agent-revisions.tsx";
import { AgentSlots } from "./agent-slots.tsx";
import { agentState } from "@meridian/contracts/status";
import { AgentVitals } from "./agent-vitals.tsx";
import { SheetSection } from "@/components/sheet-section.tsx";
import { useAgentLive } from "@/client/live/use-fleet-live.ts";

type AgentSheetProps = { fleet: FleetView; agentId: string | null; onClose: () => void };

/** Everything that is known of one agent. */
export function AgentSheet({ fleet, agentId, onClose }: AgentSheetProps) {
  const t = useTranslations();
  const region = fleet.regions.find(({ agents }) => agents.some(({ id }) => id === agentId));
  const agent = region?.agents.find(({ id }) => id === agentId);
  const live = useAgentLive(agentId ?? "");
  const state = agent ? agentState(agent, live) : null;
  return (
    <Sheet
      isOpen={agentId !== null}
      onClose={onClose}
      closeLabel={t("shell.closePanel")}
      title={agent?.name ?? t("fleet.sheet.unknown")}
    >
      {!agent || !region ? (
        <p className="p-6 text-muted">{t("fleet.sheet.unknownHint", { id: agentId ?? "" })}</p>
      ) : (
        <>
          <div className="px-6 pt-4 pb-2">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <AgentMark state={state} isWordKept />
              <span className="text-muted">
                {t(`fleet.role.${agent.role}`)} · {region.name}
              </span>
            </p>
            {state && state.reasons.length > 0 && (
              <div className="mt-2 text-xs">
                <AgentReasons state={state} fleet={fleet} />
              </div>
            )}
          </div>
          <AgentVitals agent={agent} live={live} />
          {agent.role === "inference" && (
            <AgentPerformance agentId={agent.id} isSilent={live !== null && live.presence !== "live"} />
          )}
          <SheetSection title={t("fleet.sheet.revisions")}>
            <AgentRevisions agent={agent} />
          </SheetSection>
          {agent.role === "inference" && (
            <SheetSection title={t("fleet.sheet.versions")}>
              <AgentSlots slots={agent.slots} />
            </SheetSection>
          )}
          <SheetSection title={t("fleet.sheet.identity")}>
            <AgentIdentity agent={agent} />
          </SheetSection>
          <SheetSection title={t("fleet.sheet.events")}>
            <AgentEvents agentId={agent.id} />
          </SheetSection>
        </>
      )}
    </Sheet>
  );
}
