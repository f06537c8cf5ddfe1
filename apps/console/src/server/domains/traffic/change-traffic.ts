import type { TrafficChanged } from "@meridian/contracts/api";
import type { Tx } from "@meridian/db";
import { makeChange } from "../trial.ts";
import type { RoutePolicyRef } from "./route-policy.ts";
import { foresee } from "./views/foresee.ts";
import type { TrafficContext } from "./views/get-traffic.ts";

type ChangeOfTraffic = {
  isDryRun: boolean;
  make: (tx: Tx, ctx: TrafficContext) => Promise<TrafficChanged>;
  /** The policy that changes; left out: no policy does. */
  subject?: RoutePolicyRef | undefined;
};

/** Makes a change of traffic, or tries it and says what it would make of shares and load. */
export function changeTraffic(
  ctx: TrafficContext,
  { isDryRun, make, subject }: ChangeOfTraffic,
): Promise<TrafficChanged> {
  return makeChange(ctx, {
    isDryRun,
    make,
    show: (_ctx, changed) => Promise.resolve(changed),
    ...(subject && { foresee: (context: TrafficContext) => foresee(context, subject) }),
  });
}
