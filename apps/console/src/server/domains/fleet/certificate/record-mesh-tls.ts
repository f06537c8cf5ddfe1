import { meshListener, meshTls } from "@meridian/contracts/wire";
import { inTransaction, nextRevision } from "@meridian/db";
import type { ServiceContext } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";

/**
 * Whether a node's listener speaks TLS by its certificate of the fleet: gateways must learn of it. A release that takes no
 * certificates has none, whatever the one before it was given.
 */
export async function recordMeshTls(
  ctx: ServiceContext,
  agentId: string,
  capabilities: readonly string[],
): Promise<void> {
  const agent = await ctx.db.agent.findUniqueOrThrow({ where: { id: agentId } });
  if (agent.certificateUntil !== null && !capabilities.includes(meshTls))
    await ctx.db.agent.update({ where: { id: agentId }, data: { certificateUntil: null } });
  const isOn = agent.role === "inference" && capabilities.includes(meshListener);
  if ((agent.meshListenerAt !== null) === isOn) return;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await tx.agent.update({ where: { id: agentId }, data: { meshListenerAt: isOn ? ctx.now() : null } });
    const [before, after] = [{ meshTls: !isOn }, { meshTls: isOn }];
    const subject = { type: "agent", id: agentId };
    await appendChange(tx, ctx, { revision, kind: "agent.mesh-tls-changed", subject, before, after });
  });
  ctx.changes.wake();
}
