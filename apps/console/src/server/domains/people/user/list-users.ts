import type { UserView } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { liveSessionsAt } from "./resolve-session.ts";
import { signInMethodOf } from "./user-rows.ts";

/** Everybody who has or had access, by name. */
export async function listUsers(db: Db, now: Date): Promise<UserView[]> {
  const users = await db.user.findMany({
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      regionIds: true,
      createdAt: true,
      deactivatedAt: true,
      twoFactorEnabled: true,
      accounts: { select: { providerId: true }, orderBy: { createdAt: "asc" } },
      sessions: {
        where: liveSessionsAt(now),
        orderBy: { updatedAt: "desc" },
        select: { updatedAt: true },
      },
    },
    orderBy: [{ name: "asc" }, { email: "asc" }],
  });
  return users.map(({ sessions, accounts, twoFactorEnabled, ...user }) => ({
    ...user,
    lastSeenAt: sessions[0]?.updatedAt ?? null,
    sessions: sessions.length,
    hasTwoFactor: twoFactorEnabled === true,
    signInMethods: [...new Set(accounts.map(({ providerId }) => signInMethodOf(providerId)))].filter(
      (method) => method !== null,
    ),
  }));
}
