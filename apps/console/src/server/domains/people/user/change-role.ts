import type { ChangeRoleInput } from "@meridian/contracts/api";
import { inTransaction, lockRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { getRegionOrThrow } from "../../fleet/index.ts";
import { isSameAccess, setAccess } from "./access.ts";
import { getUserOrThrow } from "./user-rows.ts";

/**
 * Gives a user another role, or other regions that it is limited to; their open pages are closed. Throws NOT_FOUND for an unknown
 * user or region, and REFUSED_BY_RULE for the last active administrator.
 */
export async function changeRole({ ctx, input }: Verb<ChangeRoleInput>): Promise<void> {
  const { userId, role, regionIds, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    await lockRevision(tx);
    const user = await getUserOrThrow(tx, userId);
    const access = { role, regionIds: regionIds ?? user.regionIds };
    if (isSameAccess(user, access)) return;
    // A region that was archived since may stay in the limit, or it would become another one.
    const added = access.regionIds.filter((id) => !user.regionIds.includes(id));
    for (const regionId of added) await getRegionOrThrow(tx, regionId);
    await setAccess(tx, ctx, { user, access, reason });
  });
  ctx.changes.wake();
}
