import { type Agent, inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { ServiceContext } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { bearerOverlapMs } from "../../snapshot/index.ts";

type BearerHolder = Pick<Agent, "id" | "role" | "credentialRevokedAt">;

/** A new credential: new bearers, and those of before for a minute more. Those of a revoked credential do not come back. */
export function renewBearers(tx: Tx, agent: BearerHolder, now: Date): Promise<void> {
  const until = agent.credentialRevokedAt ? null : new Date(now.getTime() + bearerOverlapMs);
  return raise(tx, agent, until);
}

/** Revoked or archived: its bearers are not valid any more. */
export function endBearers(tx: Tx, agent: BearerHolder): Promise<void> {
  return raise(tx, agent, null);
}

async function raise(tx: Tx, { id, role }: BearerHolder, bearerOverlapUntil: Date | null): Promise<void> {
  const data = { bearerGeneration: { increment: 1 }, bearerOverlapUntil };
  await tx.agent.update({ where: { id }, data });
  // It may know the bearers that agents of an earlier version share.
  if (role === "gateway") await tx.systemState.update({ where: { id: 1 }, data });
}

/** Whether an agent takes bearers of its own: an upgraded one does from its first hello on, and its snapshot holds none then. */
export async function recordOwnBearers(
  ctx: ServiceContext,
  agentId: string,
  takesOwn: boolean,
): Promise<void> {
  const { ownBearersAt } = await ctx.db.agent.findUniqueOrThrow({ where: { id: agentId } });
  if ((ownBearersAt !== null) === takesOwn) return;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await tx.agent.update({ where: { id: agentId }, data: { ownBearersAt: takesOwn ? ctx.now() : null } });
    const [before, after] = [{ ownBearers: !takesOwn }, { ownBearers: takesOwn }];
    const subject = { type: "agent", id: agentId };
    await appendChange(tx, ctx, { revision, kind: "agent.bearers-changed", subject, before, after });
  });
  ctx.changes.wake();
}
