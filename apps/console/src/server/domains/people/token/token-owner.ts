import {
  limitOf,
  lowerRole,
  narrowerLimit,
  type RegionLimit,
  type UserRole,
} from "@meridian/contracts/fleet";
import type { ApiToken, Db, Tx, User } from "@meridian/db";

type Owner = Pick<User, "id" | "name" | "role" | "deactivatedAt">;

/** The role that a token acts with now: none while its owner is deactivated, and a personal one never above its owner's. */
export function effectiveRoleOf(
  { kind, role }: Pick<ApiToken, "kind" | "role">,
  owner: Owner | null | undefined,
): UserRole | null {
  if (!owner || owner.deactivatedAt) return null;
  return kind === "personal" ? lowerRole(role, owner.role) : role;
}

/** The regions that a token may change now: of a personal one at most its owner's. */
export function effectiveRegionsOf(
  { kind, regionIds }: Pick<ApiToken, "kind" | "regionIds">,
  owner: Pick<User, "regionIds"> | null,
): RegionLimit {
  const own = limitOf(regionIds);
  return kind === "personal" && owner ? narrowerLimit(own, limitOf(owner.regionIds)) : own;
}

/** Owners of tokens by id. */
export async function findOwners(db: Db, ids: readonly string[]): Promise<Map<string, Owner>> {
  const select = { id: true, name: true, role: true, deactivatedAt: true } as const;
  const owners = await db.user.findMany({ where: { id: { in: [...new Set(ids)] } }, select });
  return new Map(owners.map((owner) => [owner.id, owner]));
}

/** Revokes a person's personal tokens that are not revoked yet, in the caller's transaction. */
export async function revokePersonalTokens(tx: Tx, ownerId: string, now: Date): Promise<string[]> {
  const where = { ownerId, kind: "personal", revokedAt: null } as const;
  const tokens = await tx.apiToken.findMany({ where, select: { id: true }, orderBy: { id: "asc" } });
  await tx.apiToken.updateMany({ where, data: { revokedAt: now } });
  return tokens.map(({ id }) => id);
}

/** How many of a person's personal tokens act now. */
export function countPersonalTokens(tx: Tx, ownerId: string, now: Date): Promise<number> {
  return tx.apiToken.count({
    where: { ownerId, kind: "personal", revokedAt: null, expiresAt: { gt: now } },
  });
}

/**
 * Revokes what a person, or a token of theirs, made to let somebody in: open invitations and unused enrolment tokens. Only
 * administrators may make them, so they do not outlast that role.
 */
export async function revokeAdmissions(
  tx: Tx,
  userId: string,
  now: Date,
): Promise<{ invitations: string[]; enrolmentTokens: string[] }> {
  const owned = await tx.apiToken.findMany({ where: { ownerId: userId }, select: { id: true } });
  const createdBy = { in: [userId, ...owned.map(({ id }) => id)] };
  const select = { select: { id: true }, orderBy: { id: "asc" } } as const;
  const open = { createdBy, revokedAt: null, expiresAt: { gt: now } };
  const invited = { ...open, acceptedAt: null };
  const unused = { ...open, usedAt: null };
  const invitations = await tx.invitation.findMany({ where: invited, ...select });
  const enrolmentTokens = await tx.enrolmentToken.findMany({ where: unused, ...select });
  await tx.invitation.updateMany({ where: invited, data: { revokedAt: now } });
  await tx.enrolmentToken.updateMany({ where: unused, data: { revokedAt: now } });
  return {
    invitations: invitations.map(({ id }) => id),
    enrolmentTokens: enrolmentTokens.map(({ id }) => id),
  };
}
