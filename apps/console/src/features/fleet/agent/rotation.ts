import type { AgentView, FleetView } from "@meridian/contracts/api";

/** Rules by which a gateway takes a node out of rotation, as far as this console has words for them. */
export const rotationRules = [
  "connection-failed",
  "answers-failed",
  "answers-late",
  "probes-failed",
  "not-ready",
  "no-bearer",
  "slow",
  "unproven",
] as const;

type Rotation = AgentView["outOfRotation"][number];

/** Gateways that keep a node out for the same reason. */
export type RotationGroup = {
  rule: string | null;
  evidence: string | null;
  gateways: string[];
  /** Since when the first of them keeps it out; null when none said. */
  since: Date | null;
  /** When the first of them may take it back; null when none promised a time. */
  returnAt: Date | null;
};

export function groupRotation(views: readonly Rotation[], fleet: FleetView): RotationGroup[] {
  const groups = new Map<string, RotationGroup>();
  for (const view of views) {
    const { rule, evidence, sinceMs, earliestReturnMs } = view;
    const key = JSON.stringify([rule, evidence]);
    const group = groups.get(key) ?? { rule, evidence, gateways: [], since: null, returnAt: null };
    const reportedAt = reportTime(view, fleet);
    group.gateways.push(view.gatewayName);
    group.since = earlier(group.since, moved(reportedAt, sinceMs === null ? null : -sinceMs));
    group.returnAt = earlier(group.returnAt, moved(reportedAt, earliestReturnMs));
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Gateways report spans, not times: counted from when the console received the report. */
function reportTime({ gatewayId }: Rotation, { regions }: FleetView): Date | null {
  const gateway = regions.flatMap(({ agents }) => agents).find(({ id }) => id === gatewayId);
  return gateway?.observed?.at ?? null;
}

function moved(from: Date | null, byMs: number | null): Date | null {
  return from === null || byMs === null ? null : new Date(from.getTime() + byMs);
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
