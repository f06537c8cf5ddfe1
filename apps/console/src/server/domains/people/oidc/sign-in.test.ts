import { startOidcProvider, type OidcProvider } from "@meridian/contracts/oidc/testing";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OidcSettings } from "../../../boot/oidc-settings.ts";
import { issuerPaths, type Lie, type LyingIssuer, startLyingIssuer } from "../../../testing/lying-issuer.ts";
import { addPerson } from "../../../testing/people-fixture.ts";
import { createTestAuth, testBaseUrl as baseUrl, testSecret } from "../../../testing/test-auth.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { type Auth, answerAuth, clientAddressHeader } from "../user/auth.ts";
import { resolveSession } from "../user/resolve-session.ts";
import { SignedCookies } from "../user/signed-cookies.ts";

const callbackUrl = `${baseUrl}/api/auth/oidc/callback`;
const settings = (issuer: string): OidcSettings => ({
  ...{ issuer, clientId: "meridian", clientSecret: "a-secret-of-the-test", clientAuth: "basic" },
  ...{ scopes: ["openid", "profile", "email"], groupsClaim: "groups", label: "Acme" },
  rules: [{ group: "sre", role: "operator", regions: [] }],
});

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());
beforeEach(async () => {
  await ctx.db.user.deleteMany();
  await ctx.db.rateLimit.deleteMany();
  await addPerson(ctx);
});

type Answer = { location: URL; cookie: string };

/** A page of the console, as a browser opens it. */
async function open(auth: Auth, url: string, cookie = "", address = "192.0.2.1"): Promise<Answer> {
  const headers = { cookie, [clientAddressHeader]: address };
  const response = await answerAuth(auth, new Request(url, { headers }));
  expect(response.status).toBe(302);
  return { location: new URL(response.headers.get("location") ?? ""), cookie: cookiesOf(response) };
}

const begin = (auth: Auth, from = "/fleet") =>
  open(auth, `${baseUrl}/api/auth/oidc/sign-in?from=${encodeURIComponent(from)}`);
const personOf = async (auth: Auth, cookie: string) =>
  (await resolveSession(auth, new Headers({ cookie })))?.user ?? null;

function cookiesOf(response: Response): string {
  const set = response.headers.getSetCookie().map((text) => text.split(";")[0] ?? "");
  return set.filter((one) => !one.endsWith("=")).join("; ");
}

describe("with a real identity provider", () => {
  let provider: OidcProvider;
  let auth: Auth;
  beforeAll(async () => {
    provider = await startOidcProvider(callbackUrl);
    auth = createTestAuth(ctx, { oidc: settings(provider.issuer) });
  });
  afterAll(() => provider.stop());
  beforeEach(() => {
    const li = { name: "Li Lei", email: "li@example.com", email_verified: true, groups: ["sre"] };
    provider.people.set("li", li);
  });

  /** Walks through the provider's pages as a browser does, with its cookies, to where it sends back. */
  async function walk(start: URL, login: string): Promise<URL> {
    const jar = new Map<string, string>();
    let url = start;
    let form: URLSearchParams | null = null;
    for (let step = 0; step < 10; step++) {
      if (url.href.startsWith(callbackUrl)) return url;
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const init: RequestInit = form ? { method: "POST", body: form } : {};
      const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie } });
      for (const text of response.headers.getSetCookie()) {
        const [name = "", value = ""] = (text.split(";")[0] ?? "").split(/=(.*)/);
        jar.set(name, value);
      }
      const location = response.headers.get("location");
      if (location === null) expect(await response.text()).toContain("Sign-in");
      form = location === null ? new URLSearchParams({ prompt: "login", login, password: "any" }) : null;
      if (location !== null) url = new URL(location, url);
    }
    throw new Error(`the provider led nowhere: ${url.href}`);
  }

  async function signIn(login: string, from = "/fleet"): Promise<Answer> {
    const begun = await begin(auth, from);
    return open(auth, (await walk(begun.location, login)).href, begun.cookie);
  }

  test("somebody signs in, goes on where they were going, and signs out", async () => {
    const { location, cookie } = await signIn("li", "/traffic?origin=eu-central");
    expect(location.pathname).toBe("/sign-in");
    expect(location.searchParams.get("from")).toBe("/traffic?origin=eu-central");
    expect(await personOf(auth, cookie)).toMatchObject({ email: "li@example.com", role: "operator" });
    const headers = { cookie, origin: baseUrl, "content-type": "application/json" };
    const out = new Request(`${baseUrl}/api/auth/sign-out`, { method: "POST", headers, body: "{}" });
    expect((await answerAuth(auth, out)).status).toBe(200);
    expect(await personOf(auth, cookie)).toBeNull();
  });

  test("what a stranger is given to begin with proves no sign-in, what its end gives does", async () => {
    const cookies = new SignedCookies(testSecret, baseUrl);
    const begun = await begin(auth);
    expect(begun.cookie).toContain("meridian.oidc=");
    for (const name of ["session_token", "known_device"])
      expect(cookies.proofIn(begun.cookie.replace("meridian.oidc", `meridian.${name}`))).toBeNull();
    const { cookie } = await signIn("li");
    expect(cookies.proofIn(cookie)).toMatch(/^session-cookie /);
    const device = cookie.split("; ").find((one) => one.includes("known_device"));
    expect(cookies.proofIn(device)).toMatch(/^device /);
  });

  test("nothing that the provider gave stays in the database", async () => {
    await signIn("li");
    const account = await ctx.db.account.findFirstOrThrow({ where: { accountId: "li" } });
    expect(account).toMatchObject({ accessToken: null, refreshToken: null, idToken: null, password: null });
  });

  test("the second step of a password is not asked for: the provider has its own", async () => {
    await signIn("li");
    await ctx.db.user.updateMany({ where: { email: "li@example.com" }, data: { twoFactorEnabled: true } });
    const { cookie } = await signIn("li");
    expect(await personOf(auth, cookie)).toMatchObject({ email: "li@example.com", hasTwoFactor: true });
  });

  test("who is deactivated is told so, and has no session", async () => {
    await signIn("li");
    await ctx.db.user.updateMany({ where: { email: "li@example.com" }, data: { deactivatedAt: ctx.now() } });
    const { location, cookie } = await signIn("li");
    expect(location.searchParams.get("problem")).toBe("deactivated");
    expect(await personOf(auth, cookie)).toBeNull();
  });

  test("with PKCE, state and nonce, and for this console's address alone", async () => {
    const { location } = await begin(auth);
    const asked = Object.fromEntries(location.searchParams);
    expect(asked).toMatchObject({
      code_challenge_method: "S256",
      redirect_uri: callbackUrl,
      scope: "openid profile email",
    });
    for (const name of ["code_challenge", "state", "nonce"]) expect(asked[name]).toMatch(/^[\w-]{43}$/);
  });

  test("whose groups have no role is told so on the sign-in page", async () => {
    const li = provider.people.get("li");
    if (li) li.groups = ["sales"];
    const { location, cookie } = await signIn("li");
    expect(Object.fromEntries(location.searchParams)).toEqual({ problem: "no-role", from: "/fleet" });
    expect(await personOf(auth, cookie)).toBeNull();
  });

  test("an answer is taken once, in the browser that asked, and in its time", async () => {
    const begun = await begin(auth);
    const back = (await walk(begun.location, "li")).href;
    const stranger = await open(auth, back, "");
    expect(stranger.location.searchParams.get("problem")).toBe("over");
    const other = await begin(auth);
    const mixed = await open(auth, back, other.cookie);
    expect(mixed.location.searchParams.get("problem")).toBe("invalid");
    const mine = await open(auth, back, begun.cookie);
    expect(await personOf(auth, mine.cookie)).not.toBeNull();
    const again = await open(auth, back, begun.cookie);
    expect(again.location.searchParams.get("problem")).toBe("invalid");

    const late = await begin(auth);
    const lateBack = (await walk(late.location, "li")).href;
    ctx.advance(600_000);
    expect((await open(auth, lateBack, late.cookie)).location.searchParams.get("problem")).toBe("over");
  });

  test("a cookie that was changed is none", async () => {
    const begun = await begin(auth);
    const back = (await walk(begun.location, "li")).href;
    const { location } = await open(auth, back, begun.cookie.replace("state", "stat3"));
    expect(location.searchParams.get("problem")).toBe("over");
  });

  test("a person who turns back there is told that it was refused", async () => {
    const begun = await begin(auth);
    const state = begun.location.searchParams.get("state") ?? "";
    const query = new URLSearchParams({ error: "access_denied", state, iss: provider.issuer });
    const { location } = await open(auth, `${callbackUrl}?${query}`, begun.cookie);
    expect(location.searchParams.get("problem")).toBe("issuer-refused");
  });

  test("one address asks it sixty times a minute at most", async () => {
    ctx.advance(60_000);
    for (let tries = 0; tries < 60; tries++) await begin(auth);
    const { location } = await begin(auth);
    expect(location.searchParams.get("problem")).toBe("throttled");
    const url = `${baseUrl}/api/auth/oidc/sign-in`;
    expect((await open(auth, url, "", "192.0.2.2")).location.origin).toBe(provider.issuer);
  });
});

describe("an issuer that is not to be trusted, or away", () => {
  let issuer: LyingIssuer;
  beforeEach(async () => {
    issuer = await startLyingIssuer();
    return () => issuer.stop();
  });

  /** Where a sign-in ends when the issuer lies so. */
  async function endOf(lie: Lie, at = issuer): Promise<{ problem: string | null; user: unknown }> {
    at.lie = lie;
    const auth = createTestAuth(ctx, { oidc: settings(at.url) });
    const begun = await begin(auth);
    const problem = begun.location.searchParams.get("problem");
    if (problem !== null) return { problem, user: null };
    const asked = begun.location.searchParams;
    at.nonce = asked.get("nonce") ?? "";
    const query = new URLSearchParams({ code: "c", state: asked.get("state") ?? "" });
    const { location, cookie } = await open(auth, `${callbackUrl}?${query}`, begun.cookie);
    return { problem: location.searchParams.get("problem"), user: await personOf(auth, cookie) };
  }

  test("signs in by the same steps when it is honest", async () => {
    expect(await endOf({})).toMatchObject({ problem: null, user: { email: "li@example.com" } });
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  test.each<[string, Lie]>([
    ["signed by another key", { signedBy: "another key" }],
    ["not signed", { signedBy: "nobody" }],
    ["for another client", { claims: { aud: "grafana" } }],
    ["for several, by another", { claims: { aud: ["meridian", "grafana"], azp: "grafana" } }],
    ["of another issuer", { claims: { iss: "https://evil.example.com" } }],
    ["expired", { claims: { exp: seconds() - 3600, iat: seconds() - 7200 } }],
    ["without an end", { claims: { exp: undefined } }],
    ["with another nonce", { claims: { nonce: "another" } }],
    ["without a nonce", { claims: { nonce: undefined } }],
    ["of nobody", { claims: { sub: undefined } }],
  ])("an ID token %s signs nobody in", async (_what, lie) => {
    expect(await endOf(lie)).toEqual({ problem: "invalid", user: null });
    expect(await ctx.db.user.count()).toBe(1);
  });

  test.each<[string, Lie, string]>([
    ["says that it is another", { metadata: { issuer: "https://evil.example.com" } }, "invalid"],
    ["has no place to sign in", { metadata: { authorization_endpoint: undefined } }, "invalid"],
    ["answers no JSON", { answers: { path: issuerPaths.discovery, body: "<html>" } }, "invalid"],
    ["has keys that are none", { answers: { path: issuerPaths.keys, body: '{"keys":[]}' } }, "invalid"],
    ["refuses the code", { fails: { path: issuerPaths.token, status: 400 } }, "invalid"],
    ["fails at the start", { fails: { path: issuerPaths.discovery, status: 503 } }, "issuer-away"],
    ["fails at the code", { fails: { path: issuerPaths.token, status: 500 } }, "issuer-away"],
    ["fails at the keys", { fails: { path: issuerPaths.keys, status: 502 } }, "issuer-away"],
    ["answers without an end", { floods: issuerPaths.discovery }, "issuer-away"],
  ])("one that %s signs nobody in, and the page says why", async (_what, lie, problem) => {
    expect(await endOf(lie)).toEqual({ problem, user: null });
  });

  test("nobody waits for one that never answers, or never ends", { timeout: 60_000 }, async () => {
    const lies: Lie[] = [
      ...Object.values(issuerPaths).map((path) => ({ hangs: path })),
      ...Object.values(issuerPaths).map((path) => ({ drips: path })),
    ];
    const ends = lies.map(async (lie) => {
      const silent = await startLyingIssuer();
      const end = await endOf(lie, silent);
      await silent.stop();
      return end.problem;
    });
    expect(new Set(await Promise.all(ends))).toEqual(new Set(["issuer-away"]));
  });

  test("nor for one that is not there, which is asked anew once it is", async () => {
    const auth = createTestAuth(ctx, { oidc: settings(issuer.url) });
    issuer.lie = { fails: { path: issuerPaths.discovery, status: 503 } };
    expect((await begin(auth)).location.searchParams.get("problem")).toBe("issuer-away");
    issuer.lie = {};
    expect((await begin(auth)).location.origin).toBe(issuer.url);
    await issuer.stop();
    const gone = createTestAuth(ctx, { oidc: settings(issuer.url) });
    expect((await begin(gone)).location.searchParams.get("problem")).toBe("issuer-away");
  });
});

test("what is wrong with the settings is in the log from the start", async () => {
  const issuer = await startLyingIssuer();
  issuer.lie = { metadata: { issuer: "https://evil.example.com" } };
  const lines: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
  createTestAuth({ ...ctx, logger }, { oidc: settings(issuer.url) });
  await vi.waitFor(() => expect(lines.join()).toContain("the identity provider cannot be read"));
  expect(lines.join()).toContain("does not match the expected issuer");
  expect(lines.join()).not.toContain("a-secret-of-the-test");
  await issuer.stop();
});

test("where no identity provider is set its paths are not there", async () => {
  const auth = createTestAuth(ctx);
  for (const path of ["/oidc/sign-in", "/oidc/callback", "/sign-in/social", "/callback/oidc"]) {
    const asked = answerAuth(auth, new Request(`${baseUrl}/api/auth${path}`));
    await expect(asked, path).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});
