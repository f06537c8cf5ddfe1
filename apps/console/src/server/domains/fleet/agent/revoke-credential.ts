import type { AgentActionInput } from "@meridian/contracts/api";
import { inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { AgentLink } from "../../agent-link.ts";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange, type ChangeEntry } from "../../audit/index.ts";
import { getAgentOrThrow } from "./get-agent.ts";
import { hashSecret, newSecret } from "../../secret-hash.ts";

export type CredentialContext = ServiceContext & { agents: Pick<AgentLink, "disconnect"> };

/** Revokes an agent's credential and closes its socket. The agent keeps serving by its last snapshot. */
export async function revokeCredential({
  ctx,
  input,
}: Verb<AgentActionInput, CredentialContext>): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await getAgentOrThrow(tx, input.agentId);
    await tx.agent.update({ where: { id: input.agentId }, data: { credentialRevokedAt: ctx.now() } });
    await appendCredentialChange(tx, ctx, { revision, kind: "agent.credential-revoked" }, input);
  });
  ctx.changes.wake();
  ctx.agents.disconnect(input.agentId, "revoked");
}

/** Replaces an agent's credential with a new one, returned once, and closes its socket. */
export async function rotateCredential({
  ctx,
  input,
}: Verb<AgentActionInput, CredentialContext>): Promise<{ credential: string }> {
  const credential = newSecret("mac");
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await getAgentOrThrow(tx, input.agentId);
    await tx.agent.update({
      where: { id: input.agentId },
      data: {
        credentialHash: hashSecret(credential),
        credentialIssuedAt: ctx.now(),
        credentialRevokedAt: null,
      },
    });
    await appendCredentialChange(tx, ctx, { revision, kind: "agent.credential-rotated" }, input);
  });
  ctx.changes.wake();
  ctx.agents.disconnect(input.agentId, "rotated");
  return { credential };
}

function appendCredentialChange(
  tx: Tx,
  ctx: ServiceContext,
  change: Pick<ChangeEntry, "revision" | "kind">,
  { agentId, reason }: AgentActionInput,
): Promise<void> {
  return appendChange(tx, ctx, { ...change, subject: { type: "agent", id: agentId }, reason });
}
