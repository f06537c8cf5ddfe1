import { AppError } from "@meridian/contracts/errors";
import type { Region, Tx } from "@meridian/db";

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
