import type { RevokeEnrolmentTokenInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";

/** Revokes an unused token. Throws NOT_FOUND, and REFUSED_BY_RULE when it was used. */
export async function revokeEnrolmentToken({ ctx, input }: Verb<RevokeEnrolmentTokenInput>): Promise<void> {
  const { tokenId: id, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const token = await tx.enrolmentToken.findUnique({ where: { id } });
    if (!token || token.revokedAt) {
      throw new AppError("NOT_FOUND", "There is no such token.", { details: { tokenId: id } });
    }
    if (token.usedAt) {
      const details = { rule: "token-unused" };
      throw new AppError("REFUSED_BY_RULE", "This token was used: revoke the agent's credential.", {
        details,
      });
    }
    await tx.enrolmentToken.update({ where: { id }, data: { revokedAt: ctx.now() } });
    await appendChange(tx, ctx, {
      revision,
      kind: "enrolment-token.revoked",
      subject: { type: "enrolment-token", id },
      reason,
    });
  });
  ctx.changes.wake();
}
