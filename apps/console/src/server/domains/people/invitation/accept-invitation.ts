import { randomUUID } from "node:crypto";
import type { AcceptInvitationInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import { hashPassword } from "better-auth/crypto";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { assertPasswordGood } from "../user/password-rule.ts";
import { createUser } from "../user/user-rows.ts";
import { getOpenInvitationOrThrow } from "./open-invitation.ts";

/**
 * Creates a user for an open invitation. Throws VALIDATION for a password that is easily guessed, NOT_FOUND for an unknown
 * token, REFUSED_BY_RULE for one
 * that is used, revoked or expired, CONFLICT when the e-mail has a user by now.
 */
export async function acceptInvitation({
  ctx,
  input,
}: Verb<AcceptInvitationInput>): Promise<{ email: string }> {
  const { token, name, password } = input;
  // Checked before the costly hash: nobody without an invitation can make the console compute it.
  const invited = await getOpenInvitationOrThrow(ctx.db, token, ctx.now());
  assertPasswordGood(password, { name, email: invited.email });
  const passwordHash = await hashPassword(password);
  const email = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const { id: invitationId, email, role, regionIds } = await getOpenInvitationOrThrow(tx, token, ctx.now());
    if (await tx.user.findUnique({ where: { email }, select: { id: true } })) {
      throw new AppError("CONFLICT", `${email} has an account already.`, {
        details: { rule: "email-taken" },
      });
    }
    const id = randomUUID();
    // The administrator who invited that address vouches for it.
    await createUser(tx, { id, name, email, role, regionIds, passwordHash, emailVerified: true });
    await tx.invitation.update({ where: { id: invitationId }, data: { acceptedAt: ctx.now() } });
    const actor = { type: "user", id, role } as const;
    await appendChange(
      tx,
      { ...ctx, actor },
      {
        revision,
        kind: "user.created",
        subject: { type: "user", id },
        after: { name, email, role, ...(regionIds.length > 0 && { regionIds }), invitationId },
      },
    );
    return email;
  });
  ctx.changes.wake();
  return { email };
}
