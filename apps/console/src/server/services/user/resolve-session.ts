import { UserRole } from "@meridian/contracts";
import type { Db } from "@meridian/db";
import type { Actor } from "../../context.ts";
import type { Auth } from "./auth.ts";

export type UserSession = {
  id: string;
  user: { id: string; name: string; email: string; role: UserRole; locale: string | null };
};

/** Who is signed in by these request headers, read from the database each time; null when nobody is. */
export async function resolveSession(auth: Auth, headers: Headers): Promise<UserSession | null> {
  const found = await auth.api.getSession({ headers });
  if (!found) return null;
  const { id, name, email, role, locale } = found.user;
  return {
    id: found.session.id,
    user: { id, name, email, role: UserRole.parse(role), locale: locale ?? null },
  };
}

export function actorOf({ user }: UserSession): Actor {
  return { type: "user", id: user.id, role: user.role };
}

/** Roles by session id, of those sessions that still stand. */
export async function findStandingSessions(
  db: Db,
  sessionIds: string[],
  now: Date,
): Promise<Map<string, UserRole>> {
  const sessions = await db.session.findMany({
    where: { id: { in: sessionIds }, expiresAt: { gt: now }, user: { deactivatedAt: null } },
    select: { id: true, user: { select: { role: true } } },
  });
  return new Map(sessions.map(({ id, user }) => [id, user.role]));
}
