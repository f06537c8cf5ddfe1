import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import type { AgentCertificate } from "../../http/agent-certificate.ts";
import { urisIn } from "../../http/agent-certificate.ts";

const keyKind = { name: "ECDSA", namedCurve: "P-256" } as const;
const signature = { name: "ECDSA", hash: "SHA-256" } as const;

/** A key that was just made, and the request for a certificate of it; both in PEM. Only the request leaves the agent. */
export type KeyAndRequest = { key: string; csr: string };

export async function makeRequest(agentId: string): Promise<KeyAndRequest> {
  // An agent asks every few days: its start need not wait for the library.
  const { PemConverter, Pkcs10CertificateRequestGenerator } = await import("@peculiar/x509");
  const keys = await crypto.subtle.generateKey(keyKind, true, ["sign", "verify"]);
  const [request, pkcs8] = await Promise.all([
    Pkcs10CertificateRequestGenerator.create({
      name: `CN=${agentId}`,
      keys,
      signingAlgorithm: signature,
    }),
    crypto.subtle.exportKey("pkcs8", keys.privateKey),
  ]);
  return { key: PemConverter.encode(pkcs8, PemConverter.PrivateKeyTag), csr: request.toString("pem") };
}

/** Why a certificate is of no use to the agent of this URI; null: it is what was asked for. */
export function certificateFault({ key, certificate, ca }: AgentCertificate, uri: string): string | null {
  try {
    const [own, issuer] = [new X509Certificate(certificate), new X509Certificate(ca)];
    if (!own.checkPrivateKey(createPrivateKey(key))) return "it is for another key";
    if (!own.checkIssued(issuer) || !own.verify(issuer.publicKey)) return "another CA issued it";
    return urisIn(own.subjectAltName).includes(uri) ? null : `it does not name ${uri}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** sha256 of a certificate, as the console tells it of its CA. */
export function fingerprintOf(pem: string): string {
  return createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");
}
