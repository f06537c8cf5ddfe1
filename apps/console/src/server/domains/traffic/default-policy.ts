import type { Tx } from "@meridian/db";

const defaultWeight = 100;

/**
 * Gives a new region its default policy (itself active, all others standby) and makes it a standby member of
 * every other origin.
 */
export async function addDefaultPolicies(tx: Tx, regionId: string, revision: bigint): Promise<void> {
  const others = await tx.trafficPolicy.findMany({ select: { originRegionId: true } });
  const otherIds = others.map(({ originRegionId }) => originRegionId);
  await tx.trafficPolicy.create({ data: { originRegionId: regionId, revision } });
  await tx.trafficMember.createMany({
    data: [
      { originRegionId: regionId, regionId, state: "active", weight: defaultWeight },
      ...otherIds.map((id) => standby(regionId, id)),
      ...otherIds.map((id) => standby(id, regionId)),
    ],
  });
  await tx.trafficPolicy.updateMany({ where: { originRegionId: { in: otherIds } }, data: { revision } });
}

function standby(originRegionId: string, regionId: string) {
  return { originRegionId, regionId, state: "standby" as const, weight: defaultWeight };
}
