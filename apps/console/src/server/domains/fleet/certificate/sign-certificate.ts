import { isIP } from "node:net";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  GeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { AppError } from "@meridian/contracts/errors";
import { agentUri } from "@meridian/contracts/wire";
import type { Agent } from "@meridian/db";
import { certificateKey, certificateSignature, type FleetCa, newSerial } from "../../../boot/fleet-ca.ts";

/** How long a certificate is valid; agents ask for the next when a third of it is left. */
export const certificateMsDefault = 7 * 86_400_000;
/** It begins so much earlier, for agents whose clock is behind. */
const backdatedMs = 86_400_000;

type Subject = Pick<Agent, "id" | "role" | "advertisedUrl">;
type Validity = { now: Date; validMs: number };

/**
 * A certificate, in PEM, for the key of a request. It says what the console knows of the agent; whatever the request names is
 * ignored. Throws VALIDATION for a request that cannot be read, that its key did not sign, or of another kind of key.
 */
export async function signCertificate(
  ca: FleetCa,
  csr: string,
  agent: Subject,
  { now, validMs }: Validity,
): Promise<string> {
  const publicKey = await provenKey(csr);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${agent.id}`,
    issuer: ca.certificate.subjectName,
    notBefore: new Date(now.getTime() - backdatedMs),
    notAfter: new Date(now.getTime() + validMs),
    ...{ publicKey, signingKey: ca.key, signingAlgorithm: certificateSignature },
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      // A gateway shows it as a client, a node as a server.
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension(namesOf(agent)),
      await AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
    ],
  });
  return certificate.toString("pem");
}

async function provenKey(csr: string): Promise<Pkcs10CertificateRequest["publicKey"]> {
  const request = readRequest(csr);
  const { name, namedCurve } = request.publicKey.algorithm as { name: string; namedCurve?: string };
  if (name !== certificateKey.name || namedCurve !== certificateKey.namedCurve)
    throw refused(`expected a key of ECDSA on P-256, found ${namedCurve ?? name}`);
  if (!(await request.verify().catch(() => false))) throw refused("it is not signed by its own key");
  return request.publicKey;
}

function readRequest(csr: string): Pkcs10CertificateRequest {
  try {
    return new Pkcs10CertificateRequest(csr);
  } catch {
    throw refused("expected PKCS #10 in PEM");
  }
}

function refused(why: string): AppError {
  return new AppError("VALIDATION", `csr: ${why}.`, { details: { field: "csr" } });
}

/** The agent's id, by which gateways know it, and its host, for tools that compare hosts. */
function namesOf({ id, role, advertisedUrl }: Subject): GeneralName[] {
  const uri = new GeneralName("url", agentUri(role, id));
  const host = new URL(advertisedUrl).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host)) return [uri, new GeneralName("ip", host)];
  const isName = /^[a-z0-9]([a-z0-9_.-]{0,251}[a-z0-9])?$/i.test(host);
  return isName ? [uri, new GeneralName("dns", host)] : [uri];
}
