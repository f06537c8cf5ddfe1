import type { Db, Tx } from "../client.ts";
import { inTransaction } from "../transaction.ts";

const standardRegions = [
  { id: "rg_000000000001", name: "cn-east", label: "Shanghai", latitude: 31.23, longitude: 121.47 },
  { id: "rg_000000000002", name: "ap-southeast", label: "Singapore", latitude: 1.35, longitude: 103.82 },
  { id: "rg_000000000003", name: "eu-central", label: "Frankfurt", latitude: 50.11, longitude: 8.68 },
];

/**
 * Adds three regions with their default route policies at revision 0. Does nothing where a region exists or anything was
 * ever changed.
 * @returns the names of the regions it inserted
 */
export async function seedStandard(db: Db): Promise<string[]> {
  return inTransaction(db, async (tx) => {
    if (!(await isUntouched(tx))) return [];
    await tx.region.createMany({ data: standardRegions });
    for (const origin of standardRegions) await createDefaultPolicy(tx, origin.id);
    return standardRegions.map(({ name }) => name);
  });
}

/** Locks the state row: a change in between would be overwritten. */
async function isUntouched(tx: Tx): Promise<boolean> {
  const [state] = await tx.$queryRaw<{ revision: bigint }[]>`SELECT revision FROM system_state FOR UPDATE`;
  return state?.revision === 0n && (await tx.region.count()) === 0;
}

/** An origin's own region is active, all others stand by. */
async function createDefaultPolicy(tx: Tx, originRegionId: string): Promise<void> {
  const members = standardRegions.map(({ id }) => ({
    regionId: id,
    state: id === originRegionId ? ("active" as const) : ("standby" as const),
    weight: 100,
  }));
  await tx.trafficPolicy.create({ data: { originRegionId, revision: 0n, members: { create: members } } });
}
