import type { AppError } from "@meridian/contracts/errors";
import { failureReason, fetchText } from "@meridian/contracts/wait";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  customFetch,
  type CustomFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { z } from "zod";
import type { OidcSettings } from "../../../boot/oidc-settings.ts";
import { hasAll, type Identity, identityOf, mergedClaims } from "./identity.ts";
import { signInRefusal } from "./problem.ts";

/** Of each request to the issuer, its body included. */
const requestTimeoutMs = 5000;
const bodyBytesMax = 1024 * 1024;
/** Its endpoints may move; keys that it exchanges are found at once. */
const discoveredForMs = 3_600_000;

/** What the browser keeps while a person is at the issuer: it ties the answer to this request. */
export const Begun = z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() });
export type Begun = z.infer<typeof Begun>;

type Discovered = { configuration: Promise<Configuration>; atMs: number };

/** An identity provider: authorization code flow with PKCE, state and nonce; ID tokens are checked by its published keys. */
export class Issuer {
  private discovered: Discovered | null = null;

  constructor(
    private readonly settings: OidcSettings,
    private readonly redirectUri: string,
    private readonly now: () => Date,
  ) {}

  /** Where to send the browser. Throws when the issuer cannot be read. */
  async begin(): Promise<{ url: URL; begun: Begun }> {
    const configuration = await this.configuration();
    const begun = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: this.settings.scopes.join(" "),
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await calculatePKCECodeChallenge(begun.codeVerifier),
      code_challenge_method: "S256",
    });
    return { url, begun };
  }

  /** Who came back. `search`: the query that the browser brought. Throws for whatever does not prove it. */
  async finish(search: string, begun: Begun): Promise<Identity> {
    const { groupsClaim } = this.settings;
    const configuration = await this.configuration();
    const tokens = await authorizationCodeGrant(configuration, new URL(search, this.redirectUri), {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw signInRefusal("invalid", "The identity provider sent no ID token.");
    // Many keep groups and e-mail out of the ID token.
    const isEnough = hasAll(claims, groupsClaim) || !configuration.serverMetadata().userinfo_endpoint;
    const more = isEnough ? {} : await fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return identityOf(mergedClaims(claims, more), groupsClaim);
  }

  /** Reads it, so that what is wrong with its settings shows before somebody signs in. Throws when that fails. */
  async probe(): Promise<void> {
    await this.configuration();
  }

  private configuration(): Promise<Configuration> {
    const nowMs = this.now().getTime();
    const known = this.discovered;
    if (known && nowMs - known.atMs < discoveredForMs) return known.configuration;
    const discovered = { configuration: discover(this.settings), atMs: nowMs };
    this.discovered = discovered;
    // What failed is tried again by the next who signs in.
    discovered.configuration.catch(() => {
      if (this.discovered === discovered) this.discovered = null;
    });
    return discovered.configuration;
  }
}

function discover({ issuer, clientId, clientSecret, clientAuth }: OidcSettings): Promise<Configuration> {
  const authenticate = clientAuth === "basic" ? ClientSecretBasic : ClientSecretPost;
  const url = new URL(issuer);
  return discovery(url, clientId, undefined, authenticate(clientSecret), {
    timeout: requestTimeoutMs / 1000,
    [customFetch]: fetchLimited,
    execute: [enableNonRepudiationChecks, ...(url.protocol === "http:" ? [allowInsecureRequests] : [])],
  });
}

/** The answer is read whole within its limits: neither one without an end nor a slow one outlives them. */
const fetchLimited: CustomFetch = async (url, { signal: _, ...options }) => {
  const { origin } = new URL(url);
  const limit = { ms: requestTimeoutMs, bytesMax: bodyBytesMax };
  const init = { ...options, cache: "no-store" } as RequestInit;
  const answer = await fetchText(url, init, limit).catch((error: unknown) => {
    throw away(`${origin}: ${failureReason(error)}`);
  });
  const { status, headers, text } = answer;
  if (status >= 500) throw away(`${origin} answered ${status}`);
  return new Response(text === "" ? null : text, { status, headers });
};

function away(message: string): AppError {
  return signInRefusal("issuer-away", message, "UNAVAILABLE");
}
