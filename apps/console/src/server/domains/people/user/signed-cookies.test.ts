import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestAuth, testBaseUrl, testSecret } from "../../../testing/test-auth.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { createFirstAdministrator } from "./administrators.ts";
import { answerAuth, clientAddressHeader } from "./auth.ts";
import { SignedCookies } from "./signed-cookies.ts";

let ctx: TestContext;
let set: string[];
beforeAll(async () => {
  ctx = await createTestContext();
  const administrator = await createFirstAdministrator(ctx);
  const request = new Request(`${testBaseUrl}/api/auth/sign-in/email`, {
    method: "POST",
    headers: {
      ...{ "content-type": "application/json", origin: testBaseUrl },
      [clientAddressHeader]: "192.0.2.1",
    },
    body: JSON.stringify(administrator),
  });
  const response = await answerAuth(createTestAuth(ctx), request);
  expect(response.status).toBe(200);
  set = response.headers.getSetCookie();
});
afterAll(() => ctx.database.drop());

const cookies = new SignedCookies(testSecret, testBaseUrl);
/** One cookie of the sign-in, as browsers send it back. */
const given = (name: string) => set.find((text) => text.includes(name))?.split(";")[0] ?? "";

test("the cookies that a sign-in gives prove it, by signature alone", () => {
  const session = given("session_token");
  expect(cookies.proofIn(`a=b; ${session}`)).toMatch(/^session-cookie [0-9a-f]{64}$/);
  expect(cookies.proofIn(`${given("known_device")}; ${session}`)).toBe(cookies.proofIn(session));
  expect(cookies.proofIn(given("known_device"))).toMatch(/^device known-[\w-]+$/);
  const attributes = set.find((text) => text.includes("known_device"));
  expect(attributes).toMatch(/Max-Age=2592000/);
  expect(attributes).toMatch(/HttpOnly/);
});

test("nothing else does", () => {
  const [session, device] = [given("session_token"), given("known_device")];
  for (const made of [
    undefined,
    "",
    "a=b",
    session.replace("session_token=", "session_token=x"),
    session.slice(0, -8),
    session.replace("meridian.", "other."),
    device.replace("known_device", "session_token"),
    session.replace("session_token", "known_device"),
    device.replace("known-", "known-other"),
    "meridian.session_token=%zz",
  ])
    expect([made, cookies.proofIn(made)]).toEqual([made, null]);
  expect(new SignedCookies("another secret", testBaseUrl).proofIn(session)).toBeNull();
});

test("behind https they have browsers' prefix for it", () => {
  const secure = new SignedCookies(testSecret, "https://meridian.example.com");
  const session = given("session_token");
  expect(secure.proofIn(session)).toBeNull();
  expect(secure.proofIn(session.replace("meridian.", "__Secure-meridian."))).toBe(cookies.proofIn(session));
});
