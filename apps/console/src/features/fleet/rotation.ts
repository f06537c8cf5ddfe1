import type { AgentView, FleetView } from "@meridian/contracts";

/** Rules by which a gateway takes a node out of rotation, as far as this console has words for them. */
export const rotationRules = [
  "connection-failed",
  "answers-failed",
  "answers-late",
  "probes-failed",
  "not-ready",
  "slow",
] as const;

type Rotation = AgentView["outOfRotation"][number];

/** Gateways that keep a node out for the same reason. */
export type RotationGroup = {
  rule: string | null;
  evidence: string | null;
  gateways: string[];
  /** When the first of them may take it back; null when none promised a time. */
  returnAt: Date | null;
};

export function groupRotation(views: readonly Rotation[], fleet: FleetView): RotationGroup[] {
  const groups = new Map<string, RotationGroup>();
  for (const view of views) {
    const { rule, evidence } = view;
    const key = JSON.stringify([rule, evidence]);
    const group = groups.get(key) ?? { rule, evidence, gateways: [], returnAt: null };
    group.gateways.push(view.gatewayName);
    group.returnAt = earlier(group.returnAt, returnTime(view, fleet));
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Gateways report spans, not times: counted from when the console received the report. */
function returnTime({ earliestReturnMs, gatewayId }: Rotation, { regions }: FleetView): Date | null {
  if (earliestReturnMs === null) return null;
  const gateway = regions.flatMap(({ agents }) => agents).find(({ id }) => id === gatewayId);
  return gateway?.observed ? new Date(gateway.observed.at.getTime() + earliestReturnMs) : null;
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
