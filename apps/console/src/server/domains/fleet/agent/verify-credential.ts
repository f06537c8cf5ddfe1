import { AppError } from "@meridian/contracts/errors";
import type { AgentAuth } from "@meridian/contracts/wire";
import type { Agent, Db } from "@meridian/db";
import { isSecretOf } from "../../secret-hash.ts";

/** The agent that holds this credential. Throws UNAUTHENTICATED without telling which part was wrong. */
export async function verifyCredential(db: Db, auth: AgentAuth): Promise<Agent> {
  const agent = await db.agent.findUnique({ where: { id: auth.agentId } });
  if (agent && !agent.archivedAt && !agent.credentialRevokedAt) {
    if (isSecretOf(auth.credential, agent.credentialHash)) return agent;
  }
  throw new AppError("UNAUTHENTICATED", "This credential is unknown or revoked.");
}
