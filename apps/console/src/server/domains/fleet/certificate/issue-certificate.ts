import { AppError } from "@meridian/contracts/errors";
import type { IssuedCertificate } from "@meridian/contracts/wire";
import type { ServiceContext, Verb } from "../../context.ts";
import type { FleetCa } from "../../../boot/fleet-ca.ts";
import { signCertificate } from "./sign-certificate.ts";

export type IssueCertificateInput = { agentId: string; csr: string };
export type IssuingContext = ServiceContext & { fleetCa: FleetCa; certificateMs: number };

/**
 * Certifies an agent's key: its id, its role and the host that it is reached at. Throws REFUSED_BY_RULE for an agent that is
 * archived or whose credential is revoked, and VALIDATION as `signCertificate` does.
 */
export async function issueCertificate({
  ctx,
  input: { agentId, csr },
}: Verb<IssueCertificateInput, IssuingContext>): Promise<IssuedCertificate> {
  const { db, fleetCa, certificateMs: validMs } = ctx;
  const agent = await db.agent.findUnique({ where: { id: agentId } });
  if (!agent || agent.archivedAt || agent.credentialRevokedAt)
    throw new AppError("REFUSED_BY_RULE", "This agent is archived, or its credential is revoked.", {
      details: { rule: "agent-certificate" },
    });
  const now = ctx.now();
  const certificate = await signCertificate(fleetCa, csr, agent, { now, validMs });
  const certificateUntil = new Date(now.getTime() + validMs);
  await db.agent.update({ where: { id: agentId }, data: { certificateUntil } });
  return { certificate, ca: fleetCa.pem, validMs };
}
