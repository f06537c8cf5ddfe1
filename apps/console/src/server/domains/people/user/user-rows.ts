import { randomUUID } from "node:crypto";
import { AppError } from "@meridian/contracts/errors";
import type { UserRole } from "@meridian/contracts/fleet";
import type { Tx, User } from "@meridian/db";

/** better-auth's name for signing in by password. */
export const passwordProviderId = "credential";

export async function getUserOrThrow(tx: Pick<Tx, "user">, userId: string): Promise<User> {
  const user = await tx.user.findUnique({ where: { id: userId } });
  if (user) return user;
  throw new AppError("NOT_FOUND", "There is no such user.", { details: { userId } });
}

/** Throws NOT_FOUND, and REFUSED_BY_RULE for a user who is deactivated. */
export async function getActiveUserOrThrow(tx: Tx, userId: string): Promise<User> {
  const user = await getUserOrThrow(tx, userId);
  if (!user.deactivatedAt) return user;
  throw new AppError("REFUSED_BY_RULE", `${user.name} is deactivated.`, {
    details: { rule: "owner-active", name: user.name },
  });
}

/** The caller holds the revision's lock: otherwise two administrators could remove each other at once. */
export async function assertAnotherAdmin(tx: Tx, { id, role, deactivatedAt }: User): Promise<void> {
  if (role !== "admin" || deactivatedAt) return;
  const others = await tx.user.count({ where: { id: { not: id }, role: "admin", deactivatedAt: null } });
  if (others > 0) return;
  throw new AppError("REFUSED_BY_RULE", "This is the last active administrator.", {
    details: { rule: "last-admin" },
  });
}

type NewUser = { id: string; name: string; email: string; role: UserRole; passwordHash: string };

/** A user who signs in by password. */
export async function createUser(tx: Tx, { passwordHash, ...user }: NewUser): Promise<void> {
  const account = {
    id: randomUUID(),
    accountId: user.id,
    providerId: passwordProviderId,
    password: passwordHash,
  };
  await tx.user.create({ data: { ...user, emailVerified: true, accounts: { create: account } } });
}
