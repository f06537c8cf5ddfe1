import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestAuth, testBaseUrl as baseUrl } from "../../../testing/test-auth.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { createFirstAdministrator, resetPassword, type Credentials } from "./administrators.ts";
import { accountDeactivated, answerAuth, clientAddressHeader, type Auth } from "./auth.ts";
import { findLiveSessions, resolveSession } from "./resolve-session.ts";
import { setLocale } from "./set-locale.ts";

let ctx: TestContext;
let auth: Auth;
let administrator: Credentials;
beforeAll(async () => {
  ctx = await createTestContext();
  auth = createTestAuth(ctx);
  const created = await createFirstAdministrator(ctx);
  if (!created) throw new Error("expected an administrator");
  administrator = created;
});
afterAll(() => ctx.database.drop());

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const all = {
    "content-type": "application/json",
    origin: baseUrl,
    [clientAddressHeader]: "192.0.2.1",
    ...headers,
  };
  const request = new Request(`${baseUrl}/api/auth${path}`, {
    method: "POST",
    headers: all,
    body: JSON.stringify(body),
  });
  return answerAuth(auth, request);
}

/** Signs in and returns the headers of the session. */
async function signIn({ email, password }: Credentials): Promise<Headers> {
  const response = await post("/sign-in/email", { email, password });
  expect(response.status).toBe(200);
  const cookie = response.headers.getSetCookie().map((text) => text.split(";")[0]);
  return new Headers({ cookie: cookie.join("; ") });
}

test("the first administrator is made once, and signs in by the password told", async () => {
  expect(await createFirstAdministrator(ctx)).toBeNull();
  const session = await resolveSession(auth, await signIn(administrator));
  expect(session?.user).toMatchObject({ email: "admin@meridian.local", role: "admin", locale: null });
  const changes = await ctx.db.change.findMany();
  expect(changes.map(({ kind }) => kind)).toEqual(["user.created"]);
  expect(JSON.stringify(changes[0]?.after)).not.toContain(administrator.password);
});

test("a wrong password, another origin and signing oneself up are refused", async () => {
  const wrong = { ...administrator, password: "not the password" };
  expect((await post("/sign-in/email", wrong)).status).toBe(401);
  const signUp = { email: "mallory@example.com", password: "a long enough password", name: "Mallory" };
  await expect(post("/sign-up/email", signUp)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const foreign = await post("/sign-in/email", administrator, { origin: "http://evil.test", cookie: "a=b" });
  expect([foreign.status, await foreign.json()]).toEqual([
    403,
    expect.objectContaining({ code: "INVALID_ORIGIN" }),
  ]);
  expect(await ctx.db.user.count()).toBe(1);
});

test("nothing of the library's is open but sign-in and sign-out", async () => {
  const { cookie } = Object.fromEntries(await signIn(administrator));
  const closed = [
    "/verify-password",
    "/get-session",
    "/list-sessions",
    "/reset-password",
    "/update-user",
    "/ok",
  ];
  for (const path of [...closed, "/sign-in/email/", "/sign-in/social", "/delete-user"])
    await expect(post(path, administrator, { cookie: cookie ?? "" }), path).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  const out = await post("/sign-out", {}, { cookie: cookie ?? "" });
  expect(out.status).toBe(200);
});

test("an e-mail address that no database takes is refused as any wrong one", async () => {
  for (const email of ["a\u0000@example.com", "\ud800@example.com", "x".repeat(300)]) {
    const { status } = await post("/sign-in/email", { email, password: "a wrong password" });
    expect([400, 401]).toContain(status);
  }
});

test("a session ends 30 days after the sign-in, however often it is used", async () => {
  const headers = await signIn(administrator);
  const session = await resolveSession(auth, headers);
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000);
  expect(await resolveSession(auth, headers, inDays(29.9))).not.toBeNull();
  expect(await resolveSession(auth, headers, inDays(30.1))).toBeNull();
  await ctx.db.session.updateMany({ data: { expiresAt: inDays(60) } });
  const ids = [session?.id ?? ""];
  expect((await findLiveSessions(ctx.db, ids, inDays(29.9))).size).toBe(1);
  expect((await findLiveSessions(ctx.db, ids, inDays(30.1))).size).toBe(0);
});

test("a reset gives a new password and ends every session", async () => {
  const headers = await signIn(administrator);
  const session = await resolveSession(auth, headers);
  if (!session) throw new Error("expected a session");
  expect(await findLiveSessions(ctx.db, [session.id], ctx.now())).toEqual(new Map([[session.id, "admin"]]));
  const before = administrator;
  const { email, password } = await resetPassword({
    ctx,
    input: { email: before.email.toUpperCase(), revokeTokens: false, resetTwoFactor: false },
  });
  administrator = { email, password };
  expect(await resolveSession(auth, headers)).toBeNull();
  expect(await findLiveSessions(ctx.db, [session.id], ctx.now())).toEqual(new Map());
  expect((await post("/sign-in/email", before)).status).toBe(401);
  await signIn(administrator);
});

test("a chosen language stays with the person", async () => {
  const session = await resolveSession(auth, await signIn(administrator));
  if (!session) throw new Error("expected a session");
  const actor = { type: "user", id: session.user.id, role: session.user.role } as const;
  await setLocale({ ctx: { ...ctx, actor }, input: { locale: "zh-CN" } });
  expect((await resolveSession(auth, await signIn(administrator)))?.user.locale).toBe("zh-CN");
});

test("a deactivated user cannot sign in, and only whoever knows the password is told why", async () => {
  await ctx.db.user.updateMany({ data: { deactivatedAt: ctx.now() } });
  const refused = await post("/sign-in/email", administrator);
  expect([refused.status, await refused.json()]).toEqual([
    403,
    expect.objectContaining({ code: accountDeactivated }),
  ]);
  const wrong = { ...administrator, password: "not the password" };
  expect((await post("/sign-in/email", wrong)).status).toBe(401);
  await ctx.db.user.updateMany({ data: { deactivatedAt: null } });
});

describe("guessing passwords is throttled", () => {
  const at = (address: string) => ({ [clientAddressHeader]: address });
  const wrongAt = (address: string, email = administrator.email) =>
    post("/sign-in/email", { email, password: "a wrong password" }, at(address));
  const inTurn = async (count: number, one: (index: number) => Promise<Response>) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index++) statuses.push((await one(index)).status);
    return statuses;
  };
  const signsInAt = async (address: string) =>
    (await post("/sign-in/email", administrator, at(address))).status;
  beforeEach(async () => {
    await ctx.db.rateLimit.deleteMany();
  });

  test("for an account from one address, with the time to wait", async () => {
    expect(await inTurn(10, () => wrongAt("192.0.2.1"))).toEqual(Array(10).fill(401));
    const refused = await post("/sign-in/email", administrator, at("192.0.2.1"));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(await signsInAt("192.0.2.2")).toBe(200);
    expect((await wrongAt("192.0.2.1", "other@example.com")).status).toBe(401);
  });

  test("without an error in the log, or a line past it, for each stranger who is refused", async () => {
    onTestFinished(() => void vi.restoreAllMocks());
    const console = vi.spyOn(globalThis.console, "error");
    const logged = vi.spyOn(ctx.logger, "error");
    expect(await inTurn(11, () => wrongAt("192.0.2.9"))).toContain(429);
    expect([console.mock.calls, logged.mock.calls]).toEqual([[], []]);
  });

  test("for one address, whatever the account, by the /64 of IPv6", async () => {
    const statuses = await inTurn(31, (index) => wrongAt(`2001:db8::${index}`, `p${index}@example.com`));
    expect(statuses).toEqual([...Array(30).fill(401), 429]);
    expect(await signsInAt("2001:db8:0:1::1")).toBe(200);
  });

  test("for one account, from wherever", async () => {
    const statuses = await inTurn(21, (index) => wrongAt(`198.51.100.${index}`));
    expect(statuses).toEqual([...Array(20).fill(401), 429]);
  });

  test("but strangers lock nobody out who signed in there before, by a successful try nobody at all", async () => {
    expect(await inTurn(11, () => post("/sign-in/email", administrator, at("192.0.2.7")))).not.toContain(429);
    await inTurn(31, (index) => wrongAt("192.0.2.7", `p${index}@example.com`));
    await inTurn(21, (index) => wrongAt(`198.51.100.${index}`));
    expect(await signsInAt("192.0.2.7")).toBe(200);
    expect((await wrongAt("192.0.2.7", "new@example.com")).status).toBe(429);
    expect(await signsInAt("192.0.2.8")).toBe(429);
  });
});
