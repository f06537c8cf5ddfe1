import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestAuth, testBaseUrl as baseUrl } from "../../../testing/test-auth.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { createFirstAdministrator, resetPassword, type Credentials } from "./administrators.ts";
import { answerAuth, clientAddressHeader, type Auth } from "./auth.ts";
import { listUsers } from "./list-users.ts";
import { resolveSession } from "./resolve-session.ts";
import { resetTwoFactor } from "./two-factor.ts";

let ctx: TestContext;
let auth: Auth;
let administrator: Credentials;
let userId = "";
let uri = "";
let backupCodes: string[] = [];
let address = 0;
beforeAll(async () => {
  ctx = await createTestContext();
  auth = createTestAuth(ctx);
  const created = await createFirstAdministrator(ctx);
  if (!created) throw new Error("expected an administrator");
  administrator = created;
  userId = (await ctx.db.user.findFirstOrThrow()).id;
});
afterAll(() => ctx.database.drop());

/** From another address each time, unless `from` names one. */
async function post(path: string, body: object, { cookie = "", from = `192.0.2.${++address}` } = {}) {
  const headers = {
    "content-type": "application/json",
    origin: baseUrl,
    cookie,
    [clientAddressHeader]: from,
  };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await answerAuth(auth, new Request(`${baseUrl}/api/auth${path}`, init));
  const cookies = response.headers.getSetCookie().map((text) => text.split(";")[0]);
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    body: (await response.json()) as Record<string, unknown>,
    cookie: cookies.filter((one) => !one?.endsWith("=")).join("; "),
  };
}

const signIn = () => {
  const { email, password } = administrator;
  return post("/sign-in/email", { email, password });
};
const personOf = async (cookie: string) =>
  (await resolveSession(auth, new Headers({ cookie })))?.user ?? null;
const newestKind = async () => (await ctx.db.change.findFirst({ orderBy: { revision: "desc" } }))?.kind;

/** RFC 6238, by the machine's own clock, which the library counts by. */
function codeNow(): string {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const bits = [...secret].map((one) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"),
  );
  const key = Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

test("turning it on takes the password and a first code, and is a change", async () => {
  const { cookie } = await signIn();
  const wrong = await post("/two-factor/enable", { password: "not the password" }, { cookie });
  expect(wrong.status).toBe(400);
  const enabled = await post("/two-factor/enable", { password: administrator.password }, { cookie });
  uri = String(enabled.body["totpURI"]);
  backupCodes = enabled.body["backupCodes"] as string[];
  expect(backupCodes).toHaveLength(10);
  expect((await personOf(cookie))?.hasTwoFactor).toBe(false);

  expect((await post("/two-factor/verify-totp", { code: "000000" }, { cookie })).status).toBe(401);
  const verified = await post("/two-factor/verify-totp", { code: codeNow() }, { cookie });
  expect(verified.status).toBe(200);
  expect((await personOf(verified.cookie))?.hasTwoFactor).toBe(true);
  expect(await newestKind()).toBe("user.two-factor-on");
  const stored = JSON.stringify(await ctx.db.twoFactor.findFirstOrThrow());
  expect(stored).not.toContain(backupCodes[0]);
  expect((await listUsers(ctx.db, ctx.now()))[0]).toMatchObject({ hasTwoFactor: true });
});

test("from then on the password alone signs nobody in", async () => {
  ctx.advance(90_000);
  const first = await signIn();
  expect(first.body).toMatchObject({ twoFactorRedirect: true });
  expect(await personOf(first.cookie)).toBeNull();
  const wrong = await post("/two-factor/verify-totp", { code: "123456" }, first);
  expect(wrong.status).toBe(401);
  const second = await post("/two-factor/verify-totp", { code: codeNow() }, first);
  expect((await personOf(second.cookie))?.id).toBe(userId);
  const nobody = await post("/two-factor/verify-totp", { code: codeNow() });
  expect(nobody.status).toBe(401);
});

test("a backup code works once", async () => {
  const first = await signIn();
  const code = backupCodes[0];
  const used = await post("/two-factor/verify-backup-code", { code }, first);
  expect((await personOf(used.cookie))?.id).toBe(userId);
  expect(await newestKind()).toBe("user.backup-code-used");
  const again = await post("/two-factor/verify-backup-code", { code }, await signIn());
  expect(again.status).toBe(401);
});

test("a code signs in once, from wherever, until it could not be right any more", async () => {
  ctx.advance(90_000);
  const code = codeNow();
  expect((await post("/two-factor/verify-totp", { code }, await signIn())).status).toBe(200);
  const again = await post("/two-factor/verify-totp", { code }, await signIn());
  expect(again).toMatchObject({ status: 401, body: { code: "INVALID_CODE" } });
  ctx.advance(90_000);
  const pending = [await signIn(), await signIn()];
  const atOnce = await Promise.all(
    pending.map((each) => post("/two-factor/verify-totp", { code: codeNow() }, each)),
  );
  expect(atOnce.map(({ status }) => status).sort()).toEqual([200, 401]);
});

test.each([
  ["/two-factor/verify-totp", { trustDevice: true }],
  ["/two-factor/verify-backup-code", { trustDevice: true }],
  ["/two-factor/verify-backup-code", { disableSession: true }],
  ["/sign-in/email", { name: "Mallory" }],
])("%s takes no %j, which the library would", async (path, more) => {
  const pending = await signIn();
  const given = path === "/sign-in/email" ? administrator : { code: codeNow() };
  const answer = await post(path, { ...given, ...more }, pending);
  expect(answer).toMatchObject({ status: 400, body: { code: "UNKNOWN_FIELD" }, cookie: "" });
});

test("guessing the password on an open page is throttled by the minute; strangers' codes count against nobody", async () => {
  ctx.advance(90_000);
  for (let tries = 0; tries < 40; tries++) {
    const from = "198.51.100.7";
    expect((await post("/two-factor/verify-totp", { code: "1" }, { from })).status).toBe(401);
  }
  const first = await signIn();
  const { cookie } = await post("/two-factor/verify-totp", { code: codeNow() }, first);
  const guess = () => post("/two-factor/disable", { password: "a guess" }, { cookie });
  const answers = [];
  for (let tries = 0; tries < 11; tries++) answers.push(await guess());
  expect(answers.slice(0, 10).every(({ status }) => status === 400)).toBe(true);
  expect(answers.at(-1)).toMatchObject({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) as string });
});

test("new backup codes and turning it off take the password", async () => {
  ctx.advance(90_000);
  const { cookie } = await post("/two-factor/verify-totp", { code: codeNow() }, await signIn());
  const { password } = administrator;
  const made = await post("/two-factor/generate-backup-codes", { password }, { cookie });
  expect(made.body["backupCodes"]).toHaveLength(10);
  expect(await newestKind()).toBe("user.backup-codes-made");
  const off = await post("/two-factor/disable", { password }, { cookie });
  expect(off.status).toBe(200);
  expect(await newestKind()).toBe("user.two-factor-off");
  expect(await personOf((await signIn()).cookie)).toMatchObject({ hasTwoFactor: false });
});

async function turnOn(): Promise<string> {
  const { cookie } = await signIn();
  const enabled = await post("/two-factor/enable", { password: administrator.password }, { cookie });
  uri = String(enabled.body["totpURI"]);
  return (await post("/two-factor/verify-totp", { code: codeNow() }, { cookie })).cookie;
}

test("an administrator, or the command beside the database, helps who lost the device", async () => {
  ctx.advance(90_000);
  const cookie = await turnOn();
  await resetTwoFactor({ ctx, input: { userId, reason: "lost the phone" } });
  expect(await personOf(cookie)).toBeNull();
  expect(await newestKind()).toBe("user.two-factor-reset");
  expect((await personOf((await signIn()).cookie))?.id).toBe(userId);

  ctx.advance(90_000);
  await turnOn();
  const input = { email: administrator.email, revokeTokens: false, resetTwoFactor: true };
  administrator = await resetPassword({ ctx, input });
  expect(await personOf((await signIn()).cookie)).toMatchObject({ hasTwoFactor: false });
  expect(await ctx.db.twoFactor.count()).toBe(0);
});
