import type { RegionEntry } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { archiveBlockOf, loadFleet } from "./archive-block.ts";

/** Regions in the order they were added, with what each holds and whether it can be archived. */
export async function listRegionEntries(db: Db): Promise<RegionEntry[]> {
  const fleet = await loadFleet(db);
  return fleet.regions.map(({ id, name, label, latitude, longitude, createdAt }) => {
    const roles = fleet.agents.filter(({ regionId }) => regionId === id).map(({ role }) => role);
    const gateways = roles.filter((role) => role === "gateway").length;
    return {
      ...{ id, name, label, latitude, longitude, createdAt },
      nodes: roles.length - gateways,
      gateways,
      archiveBlock: archiveBlockOf(id, fleet),
    };
  });
}
