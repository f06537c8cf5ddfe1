import type { RegionEntry } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Db, Region, Tx } from "@meridian/db";
import { archiveBlockOf, loadFleet } from "./archive-block.ts";

/** Regions in the order they were added. */
export function listRegions(db: Pick<Tx, "region">): Promise<Region[]> {
  return db.region.findMany({
    where: { archivedAt: null },
    orderBy: [{ createdAt: "asc" }, { name: "asc" }],
  });
}

export function findRegionByName(db: Pick<Tx, "region">, name: string): Promise<Region | null> {
  return db.region.findFirst({ where: { name, archivedAt: null } });
}

/** Throws NOT_FOUND, naming the region. */
export async function getRegionByNameOrThrow(db: Pick<Tx, "region">, name: string): Promise<Region> {
  const region = await findRegionByName(db, name);
  if (region) return region;
  throw new AppError("NOT_FOUND", `There is no region named ${name}.`, { details: { region: name } });
}

/** Throws NOT_FOUND for a region that is unknown or archived. */
export async function getRegionOrThrow(db: Pick<Tx, "region">, regionId: string): Promise<Region> {
  const region = await db.region.findUnique({ where: { id: regionId } });
  if (region && !region.archivedAt) return region;
  throw new AppError("NOT_FOUND", "There is no such region.", { details: { regionId } });
}

/** Throws CONFLICT when a region other than `exceptId` has the name. */
export async function assertRegionNameFree(
  db: Pick<Tx, "region">,
  name: string,
  exceptId?: string,
): Promise<void> {
  const holder = await findRegionByName(db, name);
  if (!holder || holder.id === exceptId) return;
  throw new AppError("CONFLICT", `The name ${name} is taken.`, { details: { rule: "name-free", name } });
}

/** Regions in the order they were added, with what each holds and whether it can be archived. */
export async function listRegionEntries(db: Db): Promise<RegionEntry[]> {
  const fleet = await loadFleet(db);
  return fleet.regions.map(({ id, name, label, latitude, longitude, agentNetworks, createdAt }) => {
    const roles = fleet.agents.filter(({ regionId }) => regionId === id).map(({ role }) => role);
    const gateways = roles.filter((role) => role === "gateway").length;
    return {
      ...{ id, name, label, latitude, longitude, agentNetworks, createdAt },
      nodes: roles.length - gateways,
      gateways,
      archiveBlock: archiveBlockOf(id, fleet),
    };
  });
}
