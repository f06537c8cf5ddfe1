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

const signIn = () => post("/sign-in/email", administrator);
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

test("guessing the password on an open page, and codes from one address, is throttled by the minute", async () => {
  ctx.advance(60_000);
  const first = await signIn();
  const { cookie } = await post("/two-factor/verify-totp", { code: codeNow() }, first);
  const guess = () => post("/two-factor/disable", { password: "a guess" }, { cookie });
  const answers = [];
  for (let tries = 0; tries < 11; tries++) answers.push(await guess());
  expect(answers.slice(0, 10).every(({ status }) => status === 400)).toBe(true);
  expect(answers.at(-1)).toMatchObject({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) as string });

  const statuses = new Set<number>();
  for (let tries = 0; tries < 31; tries++) {
    statuses.add((await post("/two-factor/verify-totp", { code: "1" }, { from: "198.51.100.7" })).status);
  }
  expect([...statuses]).toEqual([401, 429]);
});

test("new backup codes and turning it off take the password", async () => {
  ctx.advance(60_000);
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
  ctx.advance(60_000);
  const cookie = await turnOn();
  await resetTwoFactor({ ctx, input: { userId, reason: "lost the phone" } });
  expect(await personOf(cookie)).toBeNull();
  expect(await newestKind()).toBe("user.two-factor-reset");
  expect((await personOf((await signIn()).cookie))?.id).toBe(userId);

  ctx.advance(60_000);
  await turnOn();
  const input = { email: administrator.email, revokeTokens: false, resetTwoFactor: true };
  administrator = await resetPassword({ ctx, input });
  expect(await personOf((await signIn()).cookie)).toMatchObject({ hasTwoFactor: false });
  expect(await ctx.db.twoFactor.count()).toBe(0);
});
