import type { Presence } from "../fleet.ts";

/** Whether what an agent says counts: the last report of one that is not heard would stand as evidence for ever. */
export function mayTestify(presence: Presence | undefined): boolean {
  return presence === "live";
}

/** What gateways that are heard say of nodes. */
export function heardViews<View extends { gatewayId: string }>(
  views: readonly View[],
  presenceOf: (gatewayId: string) => Presence | undefined,
): View[] {
  return views.filter(({ gatewayId }) => mayTestify(presenceOf(gatewayId)));
}
