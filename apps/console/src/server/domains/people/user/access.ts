import type { UserRole } from "@meridian/contracts/fleet";
import { nextRevision, type Tx, type User } from "@meridian/db";
import { appendChange } from "../../audit/index.ts";
import type { ServiceContext } from "../../context.ts";
import { revokeAdmissions } from "../token/token-owner.ts";
import { assertAnotherAdmin, isFullAdmin } from "./user-rows.ts";

/** What somebody may do, and where: no regions are all of them. */
export type Access = { role: UserRole; regionIds: string[] };

export function isSameAccess(a: Access, b: Access): boolean {
  const [here, there] = [new Set(a.regionIds), new Set(b.regionIds)];
  return a.role === b.role && here.size === there.size && [...here].every((id) => there.has(id));
}

type Change = Pick<ServiceContext, "actor" | "requestId" | "idempotencyKey" | "now">;
type SetAccess = { user: User; access: Access; reason?: string | undefined };

/**
 * Gives a user another role or other regions. What an administrator made to let others in ends with that role, and where it is limited
 * to regions. The caller holds the revision's lock. Throws REFUSED_BY_RULE for the last active administrator.
 */
export async function setAccess(tx: Tx, ctx: Change, { user, access, reason }: SetAccess): Promise<void> {
  const { role, regionIds } = access;
  const [was, becomes] = [isFullAdmin(user), isFullAdmin({ ...user, role, regionIds })];
  if (was && !becomes) await assertAnotherAdmin(tx, user);
  await tx.user.update({ where: { id: user.id }, data: { role, regionIds } });
  const revoked = was && !becomes ? await revokeAdmissions(tx, user.id, ctx.now()) : null;
  const hasRegions = regionIds.length > 0 || user.regionIds.length > 0;
  await appendChange(tx, ctx, {
    revision: await nextRevision(tx),
    kind: "user.role-changed",
    subject: { type: "user", id: user.id },
    before: { role: user.role, ...(hasRegions && { regionIds: user.regionIds }) },
    after: { role, ...(hasRegions && { regionIds }), ...(revoked && { revoked }) },
    ...(reason && { reason }),
  });
}
