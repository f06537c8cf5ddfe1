import type { ShiftTrafficInput, TrafficChanged } from "@meridian/contracts/api";
import type { Verb } from "../context.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { shiftTargets } from "./shift-targets.ts";

/**
 * Moves an origin's traffic between regions. Throws CONFLICT when the origin changed since `baseRevision`, NOT_FOUND for
 * an unknown or archived region, VALIDATION when no region would serve or a drain has no deadline, PRECONDITION_FAILED against a safety rule.
 */
export function shiftTraffic({
  ctx,
  input,
}: Verb<ShiftTrafficInput, TrafficContext>): Promise<TrafficChanged> {
  const { originRegionId, targets, ...rest } = input;
  return shiftTargets(ctx, {
    ...rest,
    subject: { type: "traffic", id: originRegionId },
    targets: targets.map(({ regionId, ...desired }) => ({ id: regionId, ...desired })),
  });
}
