import type { AgentHello } from "@meridian/contracts/wire";
import { inTransaction, nextRevision } from "@meridian/db";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";

export type RecordHelloInput = { agentId: string; hello: AgentHello };

/** Stores an agent's hello. A new address is a change, because gateways must learn of it. */
export async function recordHello({ ctx, input: { agentId, hello } }: Verb<RecordHelloInput>): Promise<void> {
  const now = ctx.now();
  const said = {
    agentVersion: hello.agentVersion,
    protocol: hello.protocol,
    bootId: hello.bootId,
    connectedAt: now,
    lastSeenAt: now,
    clockSkewMs: hello.clockMs - now.getTime(),
  };
  await ctx.db.agentObserved.upsert({ where: { agentId }, create: { agentId, ...said }, update: said });
  await recordAddress(ctx, agentId, new URL(hello.advertisedUrl).origin);
}

async function recordAddress(ctx: ServiceContext, agentId: string, advertisedUrl: string): Promise<void> {
  const where = { id: agentId, advertisedUrl: { not: advertisedUrl } };
  if ((await ctx.db.agent.count({ where })) === 0) return;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const before = await tx.agent.findUniqueOrThrow({
      where: { id: agentId },
      select: { advertisedUrl: true },
    });
    await tx.agent.update({ where: { id: agentId }, data: { advertisedUrl } });
    await appendChange(tx, ctx, {
      revision,
      kind: "agent.moved",
      subject: { type: "agent", id: agentId },
      before,
      after: { advertisedUrl },
    });
  });
  ctx.changes.wake();
}
