import type { AgentView, FleetView } from "@meridian/contracts";

/** Rules by which a gateway takes a node out of rotation, as far as this console has words for them. */
export const rotationRules = ["connection-failed", "answers-failed", "probes-failed", "not-ready"] as const;

type Rotation = AgentView["outOfRotation"][number];

/** Gateways report spans, not times: counted from when the console received the report. Null when nothing is promised. */
export function earliestReturn(view: Rotation, { regions }: FleetView): Date | null {
  if (view.earliestReturnMs === null) return null;
  const gateway = regions.flatMap(({ agents }) => agents).find(({ id }) => id === view.gatewayId);
  return gateway?.observed ? new Date(gateway.observed.at.getTime() + view.earliestReturnMs) : null;
}
