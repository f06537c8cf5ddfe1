import { AppError, newId, RegionName } from "@meridian/contracts";
import { inTransaction, nextRevision, type Region } from "@meridian/db";
import { z } from "zod";
import type { Verb } from "../../context.ts";
import { appendChange } from "../change/index.ts";
import { addDefaultPolicies } from "../traffic/index.ts";

export const CreateRegionInput = z.object({
  name: RegionName,
  label: z.string().trim().min(1).max(60),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});
export type CreateRegionInput = z.infer<typeof CreateRegionInput>;

/** Adds a region with its default traffic policy. Throws CONFLICT when the name is taken. */
export async function createRegion({ ctx, input }: Verb<CreateRegionInput>): Promise<Region> {
  const region = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const { name } = input;
    if (await tx.region.findFirst({ where: { name, archivedAt: null }, select: { id: true } })) {
      throw new AppError("CONFLICT", `The name ${name} is taken.`, { details: { name } });
    }
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
