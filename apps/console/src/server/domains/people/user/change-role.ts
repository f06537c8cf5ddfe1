import type { ChangeRoleInput } from "@meridian/contracts/api";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { revokeAdmissions } from "../token/token-owner.ts";
import { assertAnotherAdmin, getUserOrThrow } from "./user-rows.ts";

/**
 * Gives a user another role; their open pages are closed. What an administrator made to let others in ends with that role.
 * Throws NOT_FOUND, and REFUSED_BY_RULE for the last active
 * administrator.
 */
export async function changeRole({ ctx, input }: Verb<ChangeRoleInput>): Promise<void> {
  const { userId, role, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const user = await getUserOrThrow(tx, userId);
    if (user.role === role) return;
    await assertAnotherAdmin(tx, user);
    await tx.user.update({ where: { id: userId }, data: { role } });
    const revoked = user.role === "admin" ? await revokeAdmissions(tx, userId, ctx.now()) : null;
    await appendChange(tx, ctx, {
      revision,
      kind: "user.role-changed",
      subject: { type: "user", id: userId },
      before: { role: user.role },
      after: { role, ...(revoked && { revoked }) },
      ...(reason && { reason }),
    });
  });
  ctx.changes.wake();
}
