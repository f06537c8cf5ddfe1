import { routingTableHash } from "@meridian/contracts/wire";
import { regionsSeenFrom, snapshotNodes, splitSeenFrom, type NodeRow } from "./build-snapshot.ts";
import type { FleetRows } from "./fleet-rows.ts";

export type RoutingRows = Pick<FleetRows, "regions" | "targets" | "splits"> & { agents: readonly NodeRow[] };

/** The hash of the routing table that gateways of each region should have in effect, by region id. */
export async function tableHashesOf(rows: RoutingRows): Promise<Map<string, string>> {
  const ordered = { regions: rows.regions.toSorted(byId), targets: rows.targets };
  const nodesByRegion = snapshotNodes({ agents: rows.agents.toSorted(byId) }, () => "");
  const hashes = rows.regions.map(async ({ id }): Promise<[string, string]> => {
    const { split } = splitSeenFrom(id, rows);
    return [id, await routingTableHash(regionsSeenFrom(id, ordered, nodesByRegion), split)];
  });
  return new Map(await Promise.all(hashes));
}

/** Snapshots list regions and nodes in this order. */
function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
