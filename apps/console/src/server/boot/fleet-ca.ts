import { createHash, randomBytes } from "node:crypto";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { z } from "zod";

/** ECDSA on P-256, of the CA and of every agent. */
export const certificateKey = { name: "ECDSA", namedCurve: "P-256" } as const;
export const certificateSignature = { name: "ECDSA", hash: "SHA-256" } as const;

/** Signs the certificates by which gateways and nodes of this fleet know each other. */
export type FleetCa = {
  certificate: X509Certificate;
  /** Cannot be exported again. */
  key: CryptoKey;
  pem: string;
  /** sha256 of the certificate: agents compare it with that of the CA that they know. */
  fingerprint: string;
};

const Stored = z.object({ key: z.string(), certificate: z.string() });
const dayMs = 86_400_000;
const validDays = 3652;
/** For clocks that are behind: a certificate that is not valid yet proves nothing. */
const backdatedMs = dayMs;

/** A new CA, as text to be kept as a secret. */
export async function makeFleetCa(now = new Date()): Promise<string> {
  const keys = await crypto.subtle.generateKey(certificateKey, true, ["sign", "verify"]);
  const name = "CN=Meridian fleet CA";
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    ...{ subject: name, issuer: name },
    notBefore: new Date(now.getTime() - backdatedMs),
    notAfter: new Date(now.getTime() + validDays * dayMs),
    ...{ publicKey: keys.publicKey, signingKey: keys.privateKey, signingAlgorithm: certificateSignature },
    extensions: [
      // It signs agents, and no other CA.
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = PemConverter.encode(
    await crypto.subtle.exportKey("pkcs8", keys.privateKey),
    PemConverter.PrivateKeyTag,
  );
  return JSON.stringify({ key, certificate: certificate.toString("pem") } satisfies z.infer<typeof Stored>);
}

export async function openFleetCa(text: string): Promise<FleetCa> {
  const stored = Stored.parse(JSON.parse(text));
  const certificate = new X509Certificate(stored.certificate);
  const pkcs8 = PemConverter.decodeFirst(stored.key);
  return {
    certificate,
    key: await crypto.subtle.importKey("pkcs8", pkcs8, certificateKey, false, ["sign"]),
    pem: stored.certificate,
    fingerprint: createHash("sha256").update(new Uint8Array(certificate.rawData)).digest("hex"),
  };
}

/** 127 random bits: positive, as the standard wants it. */
export function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}
