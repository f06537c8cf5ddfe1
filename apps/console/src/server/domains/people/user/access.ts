import type { UserRole } from "@meridian/contracts/fleet";
import { nextRevision, type Tx, type User } from "@meridian/db";
import { appendChange } from "../../audit/index.ts";
import type { ServiceContext } from "../../context.ts";
import { revokeAdmissions, revokePersonalTokens } from "../token/token-owner.ts";
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
 * Gives a user another role or other regions. What an administrator made to let others in ends with that role, and with each region that
 * is lost. The caller holds the revision's lock. Throws REFUSED_BY_RULE for the last active administrator.
 */
export async function setAccess(tx: Tx, ctx: Change, { user, access, reason }: SetAccess): Promise<void> {
  if (isFullAdmin(user) && !isFullAdmin({ ...user, ...access })) await assertAnotherAdmin(tx, user);
  const revoked = losesAdmission(user, access) ? await revokeAdmissions(tx, user.id, ctx.now()) : null;
  await writeAccess(tx, ctx, { user, access, reason, revoked });
}

/**
 * Takes from a user whatever lets them in or acts for them: the role and regions (a viewer is left), sessions, personal tokens, and what
 * they made to let others in. Does nothing where there is nothing of it. The caller holds the revision's lock.
 */
export async function withdrawAccess(tx: Tx, ctx: Change, { user }: Pick<SetAccess, "user">): Promise<void> {
  const access: Access = { role: "viewer", regionIds: [] };
  const { count: sessions } = await tx.session.deleteMany({ where: { userId: user.id } });
  const apiTokens = await revokePersonalTokens(tx, user.id, ctx.now());
  const admissions = await revokeAdmissions(tx, user.id, ctx.now());
  const taken = [apiTokens, ...Object.values(admissions)].flat().length + sessions;
  if (taken === 0 && isSameAccess(user, access)) return;
  await writeAccess(tx, ctx, { user, access, revoked: { sessions, apiTokens, ...admissions } });
}

/** An administrator of some regions makes enrolment tokens there. */
function losesAdmission(user: User, { role, regionIds }: Access): boolean {
  if (user.role !== "admin") return false;
  if (role !== "admin") return true;
  const isLimited = regionIds.length > 0;
  return isLimited && (user.regionIds.length === 0 || user.regionIds.some((id) => !regionIds.includes(id)));
}

async function writeAccess(
  tx: Tx,
  ctx: Change,
  { user, access: { role, regionIds }, reason, revoked }: SetAccess & { revoked: object | null },
): Promise<void> {
  await tx.user.update({ where: { id: user.id }, data: { role, regionIds } });
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
