import { nearestFirst, type WhereAnswer } from "@meridian/contracts/wire";
import type { RoutedRegion, RoutingTable } from "../choice/routing-table.ts";

/** Tells a client which gateway answered and where else it may turn. */
export function whereAnswer({ self, gateways, regions }: RoutingTable): WhereAnswer {
  const roundTrips = new Map(regions.map((region) => [region.name, roundTripMs(region)]));
  const others = gateways.filter(({ id }) => id !== self.id);
  const alternatives = others.map(({ name, region, url }) => ({
    ...{ name, region, url },
    roundTripMs: roundTrips.get(region) ?? null,
  }));
  return {
    gateway: { name: self.name, region: self.region },
    alternatives: nearestFirst(alternatives, self.region),
  };
}

/** To the nearest node: how far a region is, as far as this gateway can tell. */
function roundTripMs({ nodes }: RoutedRegion): number | null {
  const known = nodes.flatMap(({ upstream }) => upstream.roundTripMs() ?? []);
  return known.length > 0 ? Math.round(10 * Math.min(...known)) / 10 : null;
}
