import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";

/** Makes a token worthless from the next request on; one that is revoked already stays as it is. Throws NOT_FOUND. */
export async function revokeToken({ ctx, input: { tokenId } }: Verb<{ tokenId: string }>): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const token = await tx.apiToken.findUnique({ where: { id: tokenId } });
    if (!token) throw new AppError("NOT_FOUND", "There is no such API token.", { details: { tokenId } });
    if (token.revokedAt) return;
    const revokedAt = ctx.now();
    await tx.apiToken.update({ where: { id: tokenId }, data: { revokedAt } });
    await appendChange(tx, ctx, {
      revision,
      kind: "api-token.revoked",
      subject: { type: "api-token", id: tokenId },
      before: { name: token.name, role: token.role, revokedAt: null },
      after: { name: token.name, role: token.role, revokedAt },
    });
  });
  ctx.changes.wake();
}
