import type { DeactivateUserInput, ReactivateUserInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { revokeAdmissions, revokePersonalTokens } from "../token/token-owner.ts";
import { assertAnotherAdmin, getActiveUserOrThrow, getUserOrThrow } from "./user-rows.ts";

/**
 * Ends all of a user's sessions, lets them sign in no more, and revokes what they made: personal tokens, open invitations and
 * unused enrolment tokens. Their service tokens get another owner or are refused. Throws NOT_FOUND, and REFUSED_BY_RULE
 * for oneself, for the last active administrator, and for a new owner who is deactivated.
 */
export async function deactivateUser({ ctx, input }: Verb<DeactivateUserInput>): Promise<void> {
  const { userId, serviceTokensTo, reason } = input;
  if (userId === ctx.actor.id) {
    throw new AppError("REFUSED_BY_RULE", "You cannot deactivate yourself.", {
      details: { rule: "not-oneself" },
    });
  }
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const user = await getUserOrThrow(tx, userId);
    if (user.deactivatedAt) return;
    await assertAnotherAdmin(tx, user);
    const deactivatedAt = ctx.now();
    await tx.user.update({ where: { id: userId }, data: { deactivatedAt } });
    await tx.session.deleteMany({ where: { userId } });
    const revoked = {
      apiTokens: await revokePersonalTokens(tx, userId, deactivatedAt),
      ...(await revokeAdmissions(tx, userId, deactivatedAt)),
    };
    if (serviceTokensTo !== undefined) {
      await getActiveUserOrThrow(tx, serviceTokensTo);
      await tx.apiToken.updateMany({
        where: { ownerId: userId, kind: "service" },
        data: { ownerId: serviceTokensTo },
      });
    }
    await appendChange(tx, ctx, {
      revision,
      kind: "user.deactivated",
      subject: { type: "user", id: userId },
      before: { deactivatedAt: null },
      after: { deactivatedAt, revoked, ...(serviceTokensTo !== undefined && { serviceTokensTo }) },
      reason,
    });
  });
  ctx.changes.wake();
}

/** Lets a deactivated user sign in again, with the role and password of before. Throws NOT_FOUND. */
export async function reactivateUser({ ctx, input }: Verb<ReactivateUserInput>): Promise<void> {
  const { userId, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const { deactivatedAt } = await getUserOrThrow(tx, userId);
    if (!deactivatedAt) return;
    await tx.user.update({ where: { id: userId }, data: { deactivatedAt: null } });
    await appendChange(tx, ctx, {
      revision,
      kind: "user.reactivated",
      subject: { type: "user", id: userId },
      before: { deactivatedAt },
      after: { deactivatedAt: null },
      ...(reason && { reason }),
    });
  });
  ctx.changes.wake();
}
