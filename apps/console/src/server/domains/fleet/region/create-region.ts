import type { CreateRegionInput } from "@meridian/contracts/api";
import { newId } from "@meridian/contracts/ids";
import { inTransaction, nextRevision, type Region } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { addDefaultPolicies } from "../../traffic/index.ts";
import { assertNetworks } from "../agent/address-rule.ts";
import { assertRegionNameFree } from "./find-regions.ts";

/** Adds a region with its default traffic policy. Throws VALIDATION for networks of no agent, CONFLICT when the name is taken. */
export async function createRegion({ ctx, input }: Verb<CreateRegionInput>): Promise<Region> {
  assertNetworks(input.agentNetworks);
  const region = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await assertRegionNameFree(tx, input.name);
    const created = await tx.region.create({ data: { id: newId("rg"), ...input } });
    await addDefaultPolicies(tx, created.id, revision);
    await appendChange(tx, ctx, {
      revision,
      kind: "region.created",
      subject: { type: "region", id: created.id },
      after: input,
    });
    return created;
  });
  ctx.changes.wake();
  return region;
}
