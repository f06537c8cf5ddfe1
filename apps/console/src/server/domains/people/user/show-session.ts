import type { Db } from "@meridian/db";
import type { UserSession } from "./resolve-session.ts";
import { passwordProviderId } from "./user-rows.ts";

/**
 * Who is signed in, as pages are told it: with the names of the regions that the role is limited to, null where it is not, and whether
 * they can sign in by a password.
 */
export async function showSession(db: Db, { user }: UserSession) {
  const { locale, regionIds, ...rest } = user;
  const where = { id: { in: regionIds } };
  const regions =
    regionIds.length === 0
      ? null
      : await db.region.findMany({ where, select: { id: true, name: true }, orderBy: { name: "asc" } });
  const password = { userId: user.id, providerId: passwordProviderId };
  const hasPassword = (await db.account.count({ where: password })) > 0;
  return { user: { ...rest, regions, hasPassword }, locale };
}
