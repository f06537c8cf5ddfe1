import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Clock } from "../clock.ts";

/** What an agent proves itself by to others of its fleet, and the CA that it knows them by; all in PEM. */
export type AgentCertificate = { key: string; certificate: string; ca: string };

/** For either side of a connection. Trusts the fleet CA and no other. Throws an Error for what OpenSSL cannot use. */
export function secureContextOf({ key, certificate: cert, ca }: AgentCertificate): SecureContext {
  return createSecureContext({ key, cert, ca });
}

/** Its end, in ms since 1970. */
export function certificateUntilMs({ certificate }: Pick<AgentCertificate, "certificate">): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}

/** For metrics; without a certificate there is none. */
export function certificateGauge(
  held: AgentCertificate | null,
  clock: Pick<Clock, "wall">,
): { meshCertificateExpiresSeconds?: number } {
  if (held === null) return {};
  return { meshCertificateExpiresSeconds: Math.round((certificateUntilMs(held) - clock.wall()) / 1000) };
}

/** The URIs among a certificate's alternative names, as Node.js writes these: a name with special characters is quoted. */
export function urisIn(subjectAltName: string | undefined): string[] {
  const prefix = "URI:";
  const names = (subjectAltName ?? "").split(", ").filter((name) => name.startsWith(prefix));
  return names.map((name) => name.slice(prefix.length));
}
