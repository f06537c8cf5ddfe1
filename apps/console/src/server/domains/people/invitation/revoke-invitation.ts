import type { RevokeInvitationInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { openAt } from "./open-invitation.ts";

/** Revokes an open invitation. Throws NOT_FOUND when it is no longer open. */
export async function revokeInvitation({ ctx, input }: Verb<RevokeInvitationInput>): Promise<void> {
  const { invitationId: id, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const now = ctx.now();
    const invitation = await tx.invitation.findFirst({ where: { id, ...openAt(now) } });
    if (!invitation)
      throw new AppError("NOT_FOUND", "There is no such open invitation.", { details: { id } });
    await tx.invitation.update({ where: { id }, data: { revokedAt: now } });
    const { email, role } = invitation;
    await appendChange(tx, ctx, {
      revision,
      kind: "invitation.revoked",
      subject: { type: "invitation", id },
      before: { email, role, revokedAt: null },
      after: { email, role, revokedAt: now },
      reason,
    });
  });
  ctx.changes.wake();
}
