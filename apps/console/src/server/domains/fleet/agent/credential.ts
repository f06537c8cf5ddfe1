import { createHmac } from "node:crypto";
import type { AgentActionInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { AgentAuth } from "@meridian/contracts/wire";
import { type Agent, type Db, inTransaction, nextRevision, type Tx } from "@meridian/db";
import { hashSecret, isSecretOf, newSecret } from "../../secret-hash.ts";
import type { AgentLink } from "../../agent-link.ts";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange, type ChangeEntry } from "../../audit/index.ts";
import { getAgentOrThrow } from "./get-agent.ts";

/** The agent that holds this credential. Throws UNAUTHENTICATED without telling which part was wrong. */
export async function verifyCredential(db: Db, auth: AgentAuth): Promise<Agent> {
  const agent = await db.agent.findUnique({ where: { id: auth.agentId } });
  if (agent && !agent.archivedAt && !agent.credentialRevokedAt) {
    if (isSecretOf(auth.credential, agent.credentialHash)) return agent;
  }
  throw new AppError("UNAUTHENTICATED", "This credential is unknown or revoked.");
}

type CredentialContext = ServiceContext & { agents: Pick<AgentLink, "disconnect"> };

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

/** The bearer token with which gateways call a node. */
export function nodeBearer(bearerSecret: string, nodeId: string): string {
  return createHmac("sha256", bearerSecret).update(`node:${nodeId}`).digest("base64url");
}
