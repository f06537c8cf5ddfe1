import { createHash, randomBytes, type webcrypto } from "node:crypto";
import type { AgentRole } from "@meridian/contracts/fleet";
import { agentUri, type IssuedCertificate } from "@meridian/contracts/wire";
import {
  BasicConstraintsExtension,
  GeneralName,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { makeRequest } from "../control/certificate/certificate-request.ts";
import type { AgentCertificate } from "../http/agent-certificate.ts";

const keyKind = { name: "ECDSA", namedCurve: "P-256" };
const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" };
const dayMs = 86_400_000;

type Named = { role: AgentRole; id: string };
type Times = { validMs?: number; nowMs?: number };

/** A fleet's CA, in the place of the console's. */
export class TestFleetCa {
  private constructor(
    private readonly certificate: X509Certificate,
    private readonly key: webcrypto.CryptoKey,
  ) {}

  static async make(): Promise<TestFleetCa> {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(keyKind, false, ["sign", "verify"]);
    const certificate = await X509CertificateGenerator.create({
      ...{ subject: "CN=fleet CA of the tests", issuer: "CN=fleet CA of the tests" },
      ...{ publicKey, signingKey: privateKey, signingAlgorithm, serialNumber: newSerial() },
      ...{ notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) },
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    });
    return new TestFleetCa(certificate, privateKey);
  }

  get pem(): string {
    return this.certificate.toString("pem");
  }

  get fingerprint(): string {
    return createHash("sha256").update(new Uint8Array(this.certificate.rawData)).digest("hex");
  }

  /** As the console answers a request. */
  async issue(
    csr: string,
    { role, id }: Named,
    { validMs = 3_600_000, nowMs = Date.now() }: Times = {},
  ): Promise<IssuedCertificate> {
    const { publicKey } = new Pkcs10CertificateRequest(csr);
    const certificate = await X509CertificateGenerator.create({
      ...{ subject: `CN=${id}`, issuer: this.certificate.subjectName, serialNumber: newSerial() },
      ...{ publicKey, signingKey: this.key, signingAlgorithm },
      ...{ notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + validMs) },
      extensions: [new SubjectAlternativeNameExtension([new GeneralName("url", agentUri(role, id))])],
    });
    return { certificate: certificate.toString("pem"), ca: this.pem, validMs };
  }

  /** An agent's key and certificate, as it would hold them. */
  async certify(agent: Named, times: Times = {}): Promise<AgentCertificate & { validMs: number }> {
    const { key, csr } = await makeRequest(agent.id);
    return { key, ...(await this.issue(csr, agent, times)) };
  }
}

function newSerial(): string {
  return `40${randomBytes(15).toString("hex")}`;
}
