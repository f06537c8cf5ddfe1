import {
  GeneralName,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from "@peculiar/x509";

const onP256 = { name: "ECDSA", namedCurve: "P-256" };
type Algorithm = EcKeyGenParams | RsaHashedKeyGenParams;

/** An agent's request, in PEM, and its keys; `uri` names whom it would like to be. */
export async function makeCsr({ uri, algorithm = onP256 }: { uri?: string; algorithm?: Algorithm } = {}) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const names = uri === undefined ? [] : [new GeneralName("url", uri)];
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: "CN=whoever",
    keys,
    signingAlgorithm: { name: algorithm.name, hash: "SHA-256" } as EcdsaParams,
    extensions: uri === undefined ? [] : [new SubjectAlternativeNameExtension(names)],
  });
  return { csr: request.toString("pem"), request, keys };
}
