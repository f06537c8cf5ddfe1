import { inTransaction, nextRevision } from "@meridian/db";
import { appendChange } from "../../audit/index.ts";
import type { Verb } from "../../context.ts";

export type RecordProvenInput = { nodeId: string };

/** Stores that a gateway found a node ready for the first time: a change, because from now on its absence is a loss. */
export async function recordProven({ ctx, input: { nodeId: id } }: Verb<RecordProvenInput>): Promise<void> {
  const unproven = { id, role: "inference", provenAt: null } as const;
  if ((await ctx.db.agent.count({ where: unproven })) === 0) return;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const provenAt = ctx.now();
    const { count } = await tx.agent.updateMany({ where: unproven, data: { provenAt } });
    if (count === 0) return;
    await appendChange(tx, ctx, {
      revision,
      kind: "agent.proven",
      subject: { type: "agent", id },
      before: { provenAt: null },
      after: { provenAt: provenAt.toISOString() },
    });
  });
  ctx.changes.wake();
}
