import { randomUUID } from "node:crypto";
import { inTransaction, lockRevision, nextRevision, type Tx, type User } from "@meridian/db";
import type { GroupRule } from "../../../boot/oidc-settings.ts";
import type { Logger } from "../../../boot/logger.ts";
import { appendChange } from "../../audit/index.ts";
import type { ServiceContext } from "../../context.ts";
import { type Access, isSameAccess, setAccess, withdrawAccess } from "../user/access.ts";
import { isLastAdmin, oidcProviderOf } from "../user/user-rows.ts";
import { grantOf, type Identity, rulesFor, withKnownRegions } from "./identity.ts";
import { signInRefusal } from "./problem.ts";

type AdmitContext = Pick<ServiceContext, "db" | "logger" | "now">;
type Change = Pick<ServiceContext, "actor" | "requestId" | "now"> & { logger: Logger };
type AdmitInput = { identity: Identity; issuer: string; rules: readonly GroupRule[] };

/**
 * The user behind an identity, with the role and regions that their groups give them now. Who comes for the first time is created, or
 * linked to the user of their e-mail address, if the issuer has verified it: else who types another's address there would become
 * them. The last active administrator keeps that role whatever their groups say, so that nobody is locked out by a change of
 * groups. Somebody linked whom no group gives a role any more is refused, and loses what the groups gave: role, sessions, tokens.
 * Throws FORBIDDEN with the problem that the sign-in page shows.
 */
export async function admit(ctx: AdmitContext, { identity, issuer, rules }: AdmitInput): Promise<string> {
  const change: Change = { ...ctx, actor: { type: "system", id: "oidc" }, requestId: randomUUID() };
  const providerId = oidcProviderOf(issuer);
  const admitted = await inTransaction(ctx.db, async (tx) => {
    await lockRevision(tx);
    const access = await accessOf(tx, change, identity, rules);
    const key = { providerId, accountId: identity.subject };
    const account = await tx.account.findFirst({ where: key, include: { user: true } });
    const user = account?.user ?? (await findByEmail(tx, identity));
    if (!user) return create(tx, change, { identity, key, access });
    if (user.deactivatedAt) throw signInRefusal("deactivated", `${user.email} is deactivated.`);
    const allowed = await accessFor(tx, change, user, access);
    if (allowed === null) {
      // Thrown here, the refusal would undo it.
      if (account) await withdrawAccess(tx, change, { user });
      return noRole(user.email);
    }
    if (!account) await link(tx, change, user, key);
    if (!isSameAccess(user, allowed)) await setAccess(tx, change, { user, access: allowed });
    return user.id;
  });
  if (typeof admitted !== "string") throw admitted;
  return admitted;
}

/** Null: their groups give them nothing. */
async function accessOf(
  tx: Tx,
  { logger }: Change,
  { groups, subject }: Identity,
  rules: readonly GroupRule[],
): Promise<Access | null> {
  const own = rulesFor(groups, rules);
  const named = [...new Set(own.flatMap(({ regions }) => regions))];
  const where = { name: { in: named }, archivedAt: null };
  const found = await tx.region.findMany({ where, select: { id: true, name: true }, orderBy: { id: "asc" } });
  const idOf = new Map(found.map(({ id, name }) => [name, id]));
  const unknown = named.filter((name) => !idOf.has(name));
  if (unknown.length > 0) logger.warn({ subject, regions: unknown }, "MERIDIAN_OIDC_ROLES: no such regions");
  // Before the role is chosen: a rule that gives nothing must not hide one that gives a lower role.
  const grant = grantOf(groups, withKnownRegions(own, new Set(idOf.keys())));
  if (grant === null) return null;
  return {
    role: grant.role,
    regionIds: found.filter(({ name }) => grant.regions.includes(name)).map(({ id }) => id),
  };
}

/** The user of this e-mail address, whom nobody takes over: both sides have verified it. Null: it is new here. */
async function findByEmail(tx: Tx, { email, isEmailVerified }: Identity): Promise<User | null> {
  if (email === null) throw signInRefusal("no-email", "The identity provider tells no e-mail address.");
  const user = await tx.user.findUnique({ where: { email } });
  if (!user || (isEmailVerified && user.emailVerified)) return user;
  throw signInRefusal(
    "email-taken",
    `${email} has an account, and the address is not verified on both sides.`,
  );
}

type AccountKey = { providerId: string; accountId: string };
type Newcomer = { identity: Identity; key: AccountKey; access: Access | null };

async function create(tx: Tx, change: Change, { identity, key, access }: Newcomer): Promise<string> {
  const { name, email, isEmailVerified } = identity;
  if (access === null || email === null) throw noRole(identity.subject);
  const id = randomUUID();
  const accounts = { create: { id: randomUUID(), ...key } };
  await tx.user.create({ data: { id, name, email, emailVerified: isEmailVerified, ...access, accounts } });
  await appendChange(tx, change, {
    revision: await nextRevision(tx),
    kind: "user.created",
    subject: { type: "user", id },
    after: { name, email, ...access, issuer: key.providerId },
  });
  return id;
}

async function accessFor(tx: Tx, change: Change, user: User, access: Access | null): Promise<Access | null> {
  if ((access === null || !isSameAccess(user, access)) && (await isLastAdmin(tx, user))) {
    change.logger.warn(
      { userId: user.id },
      "the last active administrator keeps the role, whatever their groups",
    );
    return user;
  }
  return access;
}

async function link(tx: Tx, change: Change, { id }: User, key: AccountKey): Promise<void> {
  await tx.account.create({ data: { id: randomUUID(), ...key, userId: id } });
  await appendChange(tx, change, {
    revision: await nextRevision(tx),
    kind: "user.linked",
    subject: { type: "user", id },
    after: { issuer: key.providerId },
  });
}

function noRole(who: string) {
  return signInRefusal("no-role", `No group of ${who} has a role: MERIDIAN_OIDC_ROLES.`);
}
