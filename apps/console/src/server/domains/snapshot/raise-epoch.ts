import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../context.ts";
import { appendChange } from "../audit/index.ts";

const minuteMs = 60_000;

/**
 * After a restore: makes the database newer than any snapshot that agents have applied, so that they take its state. The
 * epoch is minutes since 1970, not one more than before: the same backup may be restored twice.
 */
export async function raiseEpoch({ ctx }: Pick<Verb<never>, "ctx">): Promise<{ epoch: number }> {
  const epoch = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const before = await tx.systemState.findUniqueOrThrow({ where: { id: 1 }, select: { epoch: true } });
    const after = { epoch: Math.max(before.epoch + 1, Math.floor(ctx.now().getTime() / minuteMs)) };
    await tx.systemState.update({ where: { id: 1 }, data: after });
    const subject = { type: "system", id: "database" };
    await appendChange(tx, ctx, { revision, kind: "system.epoch-raised", subject, before, after });
    return after.epoch;
  });
  ctx.changes.wake();
  return { epoch };
}
