import type { ChangePasswordInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { getUserOrThrow, passwordProviderId } from "./user-rows.ts";
import { assertPasswordGood } from "./password-rule.ts";
import { countTry } from "./tries.ts";

const triesMax = 10;

type OwnPassword = ChangePasswordInput & { userId: string; sessionId: string };

/**
 * Replaces a person's own password and ends their other sessions. Throws REFUSED_BY_RULE when the current one is
 * wrong, VALIDATION for a new one that is easily guessed, OVERLOADED after too many tries.
 */
export async function changePassword({ ctx, input }: Verb<OwnPassword>): Promise<void> {
  const { userId, sessionId, currentPassword, newPassword } = input;
  // Whoever finds a page open could guess the password without end.
  await countTry(ctx.db, [{ key: `change-password|${userId}`, max: triesMax }], ctx.now());
  const where = { userId, providerId: passwordProviderId };
  const account = await ctx.db.account.findFirst({ where });
  if (!account?.password || !(await verifyPassword({ hash: account.password, password: currentPassword }))) {
    throw new AppError("REFUSED_BY_RULE", "The current password is not right.", {
      details: { rule: "current-password" },
    });
  }
  assertPasswordGood(newPassword, await getUserOrThrow(ctx.db, userId));
  const password = await hashPassword(newPassword);
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await getUserOrThrow(tx, userId);
    await tx.account.updateMany({ where, data: { password } });
    await tx.session.deleteMany({ where: { userId, id: { not: sessionId } } });
    await appendChange(tx, ctx, {
      revision,
      kind: "user.password-changed",
      subject: { type: "user", id: userId },
    });
  });
  ctx.changes.wake();
}
