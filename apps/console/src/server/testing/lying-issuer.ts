import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";

export const issuerPaths = {
  discovery: "/.well-known/openid-configuration",
  token: "/token",
  keys: "/keys",
} as const;
type Path = (typeof issuerPaths)[keyof typeof issuerPaths];

/** How it differs from an issuer that can be trusted. */
export type Lie = {
  /** Of the ID token. */
  claims?: Record<string, unknown>;
  /** Of what it says of itself. */
  metadata?: Record<string, unknown>;
  signedBy?: "another key" | "nobody";
  /** Where it takes the request and never answers; `drips`: it answers a byte a second without an end. */
  hangs?: Path;
  drips?: Path;
  /** Where it answers with this status, or with a body without an end. */
  fails?: { path: Path; status: number };
  floods?: Path;
  answers?: { path: Path; body: string };
};

/** Made once for all issuers of a run: a pair takes a core for a quarter of a second. */
const keyPairs = Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);

/** An identity provider on a free port that lies as it is told; without a lie it is honest. */
export async function startLyingIssuer() {
  const [own, other] = await keyPairs;
  const issuer = { url: "", lie: {} as Lie, nonce: "", stop };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return issuer;

  async function answer({ url = "" }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(url, issuer.url).pathname as Path;
    const { hangs, drips, fails, floods, answers } = issuer.lie;
    if (hangs === path) return;
    if (fails?.path === path) return void response.writeHead(fails.status).end("{}");
    response.setHeader("content-type", "application/json");
    if (drips === path) return drip(response);
    if (floods === path) return void response.end(`{"x":"${"x".repeat(2 * 1024 * 1024)}"}`);
    response.end(answers?.path === path ? answers.body : JSON.stringify(await honest(path)));
  }

  async function honest(path: Path): Promise<unknown> {
    const at = (one: string) => issuer.url + one;
    if (path === issuerPaths.keys) {
      return { keys: [{ ...(await exportJWK(own.publicKey)), kid: "1", alg: "RS256", use: "sig" }] };
    }
    if (path === issuerPaths.token) {
      return { access_token: "at", token_type: "bearer", expires_in: 60, id_token: await idToken() };
    }
    return {
      ...{
        issuer: issuer.url,
        authorization_endpoint: at("/authorize"),
        token_endpoint: at(issuerPaths.token),
      },
      ...{ jwks_uri: at(issuerPaths.keys), response_types_supported: ["code"] },
      ...{ subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"] },
      ...issuer.lie.metadata,
    };
  }

  async function idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{ iss: issuer.url, aud: "meridian", sub: "li", iat: now, exp: now + 300, nonce: issuer.nonce },
      ...{ name: "Li", email: "li@example.com", email_verified: true, groups: ["sre"] },
      ...issuer.lie.claims,
    };
    const { signedBy } = issuer.lie;
    if (signedBy === "nobody") return new UnsecuredJWT(claims).encode();
    const key = signedBy === "another key" ? other.privateKey : own.privateKey;
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "1" }).sign(key);
  }

  function stop(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

export type LyingIssuer = Awaited<ReturnType<typeof startLyingIssuer>>;

function drip(response: ServerResponse): void {
  response.write("{");
  const timer = setInterval(() => response.write(" "), 1000);
  response.on("close", () => clearInterval(timer));
}
