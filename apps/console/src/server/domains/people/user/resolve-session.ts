import type { TokenScope } from "@meridian/contracts/api";
import { limitOf, type RegionLimit, UserRole } from "@meridian/contracts/fleet";
import type { Db, Prisma } from "@meridian/db";
import type { Actor } from "../../context.ts";
import type { Access } from "./access.ts";
import type { Auth } from "./auth.ts";

export type UserSession = {
  id: string;
  user: {
    id: string;
    name: string;
    email: string;
    role: UserRole;
    /** Regions that the role is limited to; none: all. */
    regionIds: string[];
    locale: string | null;
    hasTwoFactor: boolean;
  };
};

/** What an API token may change, within its role and its regions. */
export type TokenGrant = { scope: TokenScope };

/** Who asks: a person by their session, or a script by its API token. */
export type Caller = { role: UserRole; regions: RegionLimit; actor: Actor } & (
  { session: UserSession; token: null } | { session: null; token: TokenGrant }
);

export function callerOf(session: UserSession): Caller {
  const { id, role, regionIds } = session.user;
  return { role, regions: limitOf(regionIds), actor: { type: "user", id, role }, session, token: null };
}

/** However often a session is used, the password is asked for again after this. */
const sessionMsMax = 30 * 24 * 3_600_000;

/** Sessions that are valid at `now`: used lately, and not older than any may become. */
export function liveSessionsAt(now: Date): Prisma.SessionWhereInput {
  return { expiresAt: { gt: now }, createdAt: { gt: new Date(now.getTime() - sessionMsMax) } };
}

/** The session of these request headers, read from the database each time; null without one. */
export async function resolveSession(
  auth: Auth,
  headers: Headers,
  now = new Date(),
): Promise<UserSession | null> {
  const found = await auth.api.getSession({ headers });
  if (!found || found.user.deactivatedAt) return null;
  if (now.getTime() - found.session.createdAt.getTime() >= sessionMsMax) return null;
  const { id, name, email, role, regionIds, locale, twoFactorEnabled } = found.user;
  return {
    id: found.session.id,
    user: {
      ...{ id, name, email, role: UserRole.parse(role), locale: locale ?? null },
      regionIds: regionIds ?? [],
      hasTwoFactor: twoFactorEnabled === true,
    },
  };
}

/** What somebody may do, to be compared with what their open page was told. */
export function accessMark({ role, regionIds }: Access): string {
  return [role, ...regionIds.toSorted()].join(" ");
}

/** Marks of what they may do by session id, of the sessions that are still valid. */
export async function findLiveSessions(
  db: Db,
  sessionIds: string[],
  now: Date,
): Promise<Map<string, string>> {
  const sessions = await db.session.findMany({
    where: { id: { in: sessionIds }, ...liveSessionsAt(now), user: { deactivatedAt: null } },
    select: { id: true, user: { select: { role: true, regionIds: true } } },
  });
  return new Map(sessions.map(({ id, user }) => [id, accessMark(user)]));
}
