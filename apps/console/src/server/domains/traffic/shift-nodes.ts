import type { ShiftNodesInput, TrafficChanged } from "@meridian/contracts/api";
import type { Verb } from "../context.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { shiftTargets } from "./shift-targets.ts";

/**
 * Sets states and weights of a region's nodes, for all origins. Throws CONFLICT when they were changed since
 * `baseRevision`, NOT_FOUND for an unknown or archived node or region, VALIDATION when all active nodes would have weight
 * 0 or a drain has no deadline, PRECONDITION_FAILED against a safety rule.
 */
export function shiftNodes({ ctx, input }: Verb<ShiftNodesInput, TrafficContext>): Promise<TrafficChanged> {
  const { regionId, nodes, ...rest } = input;
  return shiftTargets(ctx, {
    ...rest,
    subject: { type: "nodes", id: regionId },
    targets: nodes.map(({ nodeId, ...desired }) => ({ id: nodeId, ...desired })),
  });
}
