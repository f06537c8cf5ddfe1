import { randomBytes, randomUUID } from "node:crypto";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import { hashPassword } from "better-auth/crypto";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { countPersonalTokens, revokePersonalTokens } from "../token/token-owner.ts";
import { clearTwoFactor } from "./two-factor.ts";
import { createUser, passwordProviderId as providerId } from "./user-rows.ts";

export const firstAdministratorEmail = "admin@meridian.local";

export type Credentials = { email: string; password: string };

/** Creates the first user, an administrator, and returns the password this once. Null when there are users. */
export async function createFirstAdministrator(ctx: ServiceContext): Promise<Credentials | null> {
  const password = newPassword();
  const hash = await hashPassword(password);
  const email = firstAdministratorEmail;
  return inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    if ((await tx.user.count()) > 0) return null;
    const id = randomUUID();
    // Nobody's address: whoever has one of that name at an identity provider must not become the administrator.
    const emailVerified = false;
    await createUser(tx, {
      id,
      name: "Administrator",
      email,
      role: "admin",
      passwordHash: hash,
      emailVerified,
    });
    await appendChange(tx, ctx, {
      revision,
      kind: "user.created",
      subject: { type: "user", id },
      after: { email, role: "admin" },
    });
    return { email, password };
  });
}

type ResetPassword = { email: string; revokeTokens: boolean; resetTwoFactor: boolean };
/** `personalTokens`: how many of theirs still act. */
type Reset = Credentials & { personalTokens: number };

/**
 * Gives a user a new password, told once, and ends all of their sessions; with `revokeTokens` their personal API tokens too,
 * which whoever had the old password may have made, and with `resetTwoFactor` without the second step of a device that is lost. Throws
 * NOT_FOUND.
 */
export async function resetPassword({
  ctx,
  input: { email, revokeTokens, resetTwoFactor },
}: Verb<ResetPassword>): Promise<Reset> {
  const password = newPassword();
  const hash = await hashPassword(password);
  return inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const user = await tx.user.findUnique({ where: { email: email.toLowerCase() } });
    if (!user) throw new AppError("NOT_FOUND", `There is no user ${email}.`);
    await tx.account.deleteMany({ where: { userId: user.id, providerId } });
    await tx.account.create({
      data: { id: randomUUID(), accountId: user.id, userId: user.id, providerId, password: hash },
    });
    await tx.session.deleteMany({ where: { userId: user.id } });
    if (resetTwoFactor) await clearTwoFactor(tx, user.id);
    const revoked = revokeTokens ? await revokePersonalTokens(tx, user.id, ctx.now()) : [];
    await appendChange(tx, ctx, {
      revision,
      kind: "user.password-reset",
      subject: { type: "user", id: user.id },
      after: { revoked: { apiTokens: revoked }, resetTwoFactor },
    });
    return { email: user.email, password, personalTokens: await countPersonalTokens(tx, user.id, ctx.now()) };
  });
}

/** 20 characters in groups that can be read aloud: 100 bits. */
function newPassword(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789ABC";
  const text = [...randomBytes(20)].map((byte) => alphabet[byte & 31]).join("");
  return text.replace(/(.{5})(?=.)/g, "$1-");
}
