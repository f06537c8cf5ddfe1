import type { UpdateRegionInput } from "@meridian/contracts/api";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { assertNetworks } from "../agent/address-rule.ts";
import { assertRegionNameFree, getRegionOrThrow } from "./find-regions.ts";

/** Changes a region's name, label, place or networks. Throws NOT_FOUND, VALIDATION for networks of no agent, CONFLICT when the name is taken. */
export async function updateRegion({ ctx, input }: Verb<UpdateRegionInput>): Promise<void> {
  const { regionId, ...fields } = input;
  assertNetworks(fields.agentNetworks);
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const { name, label, latitude, longitude, agentNetworks } = await getRegionOrThrow(tx, regionId);
    const before = { name, label, latitude, longitude, agentNetworks };
    if (fields.name !== undefined) await assertRegionNameFree(tx, fields.name, regionId);
    await tx.region.update({ where: { id: regionId }, data: fields });
    await appendChange(tx, ctx, {
      revision,
      kind: "region.updated",
      subject: { type: "region", id: regionId },
      before,
      after: { ...before, ...fields },
    });
  });
  ctx.changes.wake();
}
