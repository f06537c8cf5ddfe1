import { z } from "zod";
import type { AgentRole } from "../fleet.ts";

/**
 * An agent that names this among the capabilities of its enrolment and hello asks for a certificate of the fleet by
 * `agent:certificate`, where the console's answer to its hello names a fleet CA.
 */
export const meshTls = "mesh-tls";

/** A node that names this one too speaks TLS by that certificate, and answers only gateways that show theirs. */
export const meshListener = "mesh-listener";

/** What a certificate of the fleet says of whose it is, as a URI among its subject's alternative names. */
export function agentUri(role: AgentRole, agentId: string): string {
  return `${roleUri(role)}${agentId}`;
}

/** What `agentUri` of all agents of a role begins with. */
export function roleUri(role: AgentRole): string {
  return `meridian://${role}/`;
}

/** PEM of a certificate or of a request: some 700 characters with the keys that we make. */
const Pem = z.string().min(1).max(8192);

/** Of the names in it none counts: the console signs what it knows of the agent. */
export const CertificateRequest = z.object({ csr: Pem });
export type CertificateRequest = z.infer<typeof CertificateRequest>;

export const IssuedCertificate = z.object({
  certificate: Pem,
  /** By which agents of the fleet know each other. */
  ca: Pem,
  /** How long it is valid from now on; it begins earlier, for clocks that are behind. */
  validMs: z.number().int().min(1000),
});
export type IssuedCertificate = z.infer<typeof IssuedCertificate>;
