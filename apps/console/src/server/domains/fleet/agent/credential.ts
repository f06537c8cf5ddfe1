import type { AgentActionInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { AgentAuth } from "@meridian/contracts/wire";
import { type Agent, type Db, inTransaction, nextRevision, type Tx } from "@meridian/db";
import { hashSecret, isSecretOf, newSecret } from "../../secret-hash.ts";
import type { AgentLink } from "../../agent-link.ts";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange, type ChangeEntry } from "../../audit/index.ts";
import { getAgentOrThrow } from "./get-agent.ts";
import { endBearers, renewBearers } from "./renew-bearers.ts";

/** The agent that holds this credential. Throws UNAUTHENTICATED without telling which part was wrong. */
export async function verifyCredential(db: Db, auth: AgentAuth): Promise<Agent> {
  const agent = await db.agent.findUnique({ where: { id: auth.agentId } });
  if (agent && !agent.archivedAt && !agent.credentialRevokedAt) {
    if (isSecretOf(auth.credential, agent.credentialHash)) return agent;
  }
  throw new AppError("UNAUTHENTICATED", "This credential is unknown or revoked.");
}

/** Hashes of all credentials by which agents are let in. */
export async function listCredentialHashes(db: Db): Promise<string[]> {
  const where = { archivedAt: null, credentialRevokedAt: null };
  const agents = await db.agent.findMany({ where, select: { credentialHash: true } });
  return agents.map(({ credentialHash }) => credentialHash);
}

type CredentialContext = ServiceContext & { agents: Pick<AgentLink, "disconnect"> };

/**
 * Revokes an agent's credential and its bearers, and closes its socket: nodes refuse a gateway, and gateways leave out a node, as
 * soon as they are told.
 */
export async function revokeCredential({
  ctx,
  input,
}: Verb<AgentActionInput, CredentialContext>): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const agent = await getAgentOrThrow(tx, input.agentId);
    await tx.agent.update({ where: { id: input.agentId }, data: { credentialRevokedAt: ctx.now() } });
    await endBearers(tx, agent);
    await appendCredentialChange(tx, ctx, { revision, kind: "agent.credential-revoked" }, input);
  });
  ctx.changes.wake();
  ctx.agents.disconnect(input.agentId, "revoked");
}

/**
 * Replaces an agent's credential with a new one, returned once, and closes its socket. Its bearers are renewed; those of before are
 * valid for a minute more.
 */
export async function rotateCredential({
  ctx,
  input,
}: Verb<AgentActionInput, CredentialContext>): Promise<{ credential: string }> {
  const credential = newSecret("mac");
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const agent = await getAgentOrThrow(tx, input.agentId);
    await renewBearers(tx, agent, ctx.now());
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
