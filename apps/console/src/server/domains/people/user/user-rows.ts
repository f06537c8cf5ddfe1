import { randomUUID } from "node:crypto";
import { AppError } from "@meridian/contracts/errors";
import type { SignInMethod } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import type { Tx, User } from "@meridian/db";

/** better-auth's name for signing in by password. */
export const passwordProviderId = "credential";

const oidcPrefix = "oidc:";

/** Holds the issuer: another one's subject of the same name is somebody else. */
export function oidcProviderOf(issuer: string): string {
  return oidcPrefix + issuer;
}

/** How somebody signs in, by the provider of an account. */
export function signInMethodOf(providerId: string): SignInMethod | null {
  if (providerId.startsWith(oidcPrefix)) return "oidc";
  return providerId === passwordProviderId ? "password" : null;
}

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

type Judged = Pick<User, "role" | "regionIds" | "deactivatedAt">;

/** Whether somebody may manage everything: an administrator of some regions may not manage users. */
export function isFullAdmin({ role, regionIds, deactivatedAt }: Judged): boolean {
  return role === "admin" && regionIds.length === 0 && !deactivatedAt;
}

/** Whether nobody else is an active administrator of all regions. */
export async function isLastAdmin(tx: Tx, user: User): Promise<boolean> {
  if (!isFullAdmin(user)) return false;
  const full = { role: "admin", regionIds: { isEmpty: true }, deactivatedAt: null } as const;
  return (await tx.user.count({ where: { id: { not: user.id }, ...full } })) === 0;
}

/** The caller holds the revision's lock: otherwise two administrators could remove each other at once. */
export async function assertAnotherAdmin(tx: Tx, user: User): Promise<void> {
  if (!(await isLastAdmin(tx, user))) return;
  throw new AppError("REFUSED_BY_RULE", "This is the last active administrator.", {
    details: { rule: "last-admin" },
  });
}

type NewUser = {
  id: string;
  name: string;
  email: string;
  role: UserRole;
  regionIds?: string[];
  passwordHash: string;
  /** Somebody vouches that the address is theirs: an identity provider's person of that address may become them. */
  emailVerified: boolean;
};

/** A user who signs in by password. */
export async function createUser(tx: Tx, { passwordHash, ...user }: NewUser): Promise<void> {
  const account = {
    id: randomUUID(),
    accountId: user.id,
    providerId: passwordProviderId,
    password: passwordHash,
  };
  await tx.user.create({ data: { ...user, accounts: { create: account } } });
}
