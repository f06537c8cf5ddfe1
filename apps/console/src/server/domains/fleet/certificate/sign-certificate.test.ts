import { createPublicKey, X509Certificate } from "node:crypto";
import { isAppError } from "@meridian/contracts/errors";
import { beforeAll, expect, it } from "vitest";
import { makeCsr } from "../../../testing/certificate-request.ts";
import { type FleetCa, makeFleetCa, openFleetCa } from "../../../boot/fleet-ca.ts";
import { certificateMsDefault, signCertificate } from "./sign-certificate.ts";

const now = new Date("2026-11-29T20:00:00Z");
const node = { id: "ag_node1", role: "inference", advertisedUrl: "http://10.0.0.7:8080" } as const;

let ca: FleetCa;
beforeAll(async () => {
  ca = await openFleetCa(await makeFleetCa(now));
});

const sign = async (csr: string, agent: Parameters<typeof signCertificate>[2] = node, validMs = 60_000) =>
  new X509Certificate(await signCertificate(ca, csr, agent, { now, validMs }));

it("makes a CA that signs agents and nothing else, for ten years", () => {
  const own = new X509Certificate(ca.pem);
  expect([own.ca, own.verify(own.publicKey), own.fingerprint256.replaceAll(":", "").toLowerCase()]).toEqual([
    true,
    true,
    ca.fingerprint,
  ]);
  expect(Date.parse(own.validTo) - now.getTime()).toBeGreaterThan(9.9 * 365 * 86_400_000);
  expect(ca.key.extractable).toBe(false);
});

it("certifies the key of the request, for as long as it was told and from a day before", async () => {
  const { csr, keys } = await makeCsr();
  const certificate = await sign(csr, node, certificateMsDefault);
  expect(certificate.checkIssued(new X509Certificate(ca.pem))).toBe(true);
  expect(certificate.verify(createPublicKey(ca.pem))).toBe(true);
  const jwk = await crypto.subtle.exportKey("jwk", keys.publicKey);
  expect(certificate.publicKey.export({ format: "jwk" })).toMatchObject({ x: jwk.x, y: jwk.y });
  expect(Date.parse(certificate.validFrom)).toBe(now.getTime() - 86_400_000);
  expect(Date.parse(certificate.validTo)).toBe(now.getTime() + 7 * 86_400_000);
  expect([certificate.ca, certificate.keyUsage]).toEqual([false, ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]]);
  expect((await sign(csr)).serialNumber).not.toBe(certificate.serialNumber);
});

it.each([
  ["http://10.0.0.7:8080", "URI:meridian://inference/ag_node1, IP Address:10.0.0.7"],
  ["https://[fd00::7]:8443", "URI:meridian://inference/ag_node1, IP Address:FD00:0:0:0:0:0:0:7"],
  ["https://node-1.eu.example.com", "URI:meridian://inference/ag_node1, DNS:node-1.eu.example.com"],
  ["http://a,b", "URI:meridian://inference/ag_node1"],
])("names the agent, and the host of %s", async (advertisedUrl, names) => {
  const { csr } = await makeCsr();
  expect((await sign(csr, { ...node, advertisedUrl })).subjectAltName).toBe(names);
});

it.each(["meridian://inference/ag_other", "meridian://gateway/ag_node1"])(
  "ignores that a request asks to be %s",
  async (uri) => {
    const { csr, request } = await makeCsr({ uri });
    expect(request.toString("text")).toContain(uri);
    const { subject, subjectAltName } = await sign(csr);
    expect(`${subject} ${subjectAltName}`).toBe(
      "CN=ag_node1 URI:meridian://inference/ag_node1, IP Address:10.0.0.7",
    );
  },
);

const rsa = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const pem = (base64: string) =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${base64}\n-----END CERTIFICATE REQUEST-----`;

/** Another key's signature: its last bytes are the signature's. */
function altered(csr: string): string {
  const bytes = Buffer.from(csr.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
  bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
  return pem(bytes.toString("base64"));
}

it.each<[string, () => Promise<string>, RegExp]>([
  ["nothing", async () => "", /PKCS #10/],
  ["words", async () => "let me in", /PKCS #10/],
  ["a certificate", async () => ca.pem, /PKCS #10/],
  ["bytes", async () => pem(Buffer.from("30ffffffff", "hex").toString("base64")), /PKCS #10/],
  ["nested bytes", async () => pem(Buffer.alloc(4000, 0x30).toString("base64")), /PKCS #10/],
  ["half a request", async () => pem((await makeCsr()).csr.split("\n")[1] ?? ""), /PKCS #10/],
  ["an altered request", async () => altered((await makeCsr()).csr), /not signed by its own key/],
  ["RSA", async () => (await makeCsr({ algorithm: { ...rsa, hash: "SHA-256" } })).csr, /P-256, found RSASSA/],
  [
    "P-384",
    async () => (await makeCsr({ algorithm: { name: "ECDSA", namedCurve: "P-384" } })).csr,
    /P-256, found P-384/,
  ],
])("refuses %s as what it is", async (_, request, message) => {
  const error: unknown = await sign(await request()).catch((thrown: unknown) => thrown);
  expect(isAppError(error) && error.code).toBe("VALIDATION");
  expect(String(error)).toMatch(message);
});
