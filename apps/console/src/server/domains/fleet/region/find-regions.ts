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
