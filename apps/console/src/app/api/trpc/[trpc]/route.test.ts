import { CreateTokenInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { UserRole } from "@meridian/contracts/fleet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET, POST } from "./route.ts";
import { getAuth } from "@/server/http/auth.ts";
import { readEnv } from "@/server/boot/env.ts";
import { ConsoleCounters } from "@/server/domains/console-counters.ts";
import {
  clientAddressHeader,
  createFirstAdministrator,
  createToken,
  revokeToken,
} from "@/server/domains/people/index.ts";
import { share } from "@/server/boot/shared.ts";
import { addPerson } from "@/server/testing/people-fixture.ts";
import { noAgents } from "@/server/testing/no-agents.ts";
import { createTestContext, type TestContext } from "@/server/testing/test-context.ts";
import { createRequestContext } from "@/server/api/create-context.ts";

const pageOrigin = "http://localhost:3000";

let ctx: TestContext;
let cookie = "";
beforeAll(async () => {
  ctx = await createTestContext();
  const read = readEnv({ DATABASE_URL: ctx.database.url, MERIDIAN_PROCEDURES_PER_SECOND: "10" });
  if (!read.ok) throw new Error(read.problems.join());
  share({
    ...ctx,
    env: read.env,
    secrets: { auth: "a-secret-of-more-than-thirty-two-characters", bearer: "" },
    agents: noAgents,
    modelFolders: new Map(),
    counters: new ConsoleCounters(),
  });
  const body = await createFirstAdministrator(ctx);
  await addPerson(ctx);
  if (!body) throw new Error("expected an administrator");
  const { headers } = await getAuth().api.signInEmail({ body, returnHeaders: true });
  cookie = headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
});
afterAll(() => ctx.database.drop());

async function addToken(role: UserRole = "viewer") {
  const input = CreateTokenInput.parse({ name: "ci", role, expiresInDays: 7 });
  const { id, token } = await createToken({ ctx, input });
  return { id, authorization: `Bearer ${token}` };
}

/** What a POST of `session.setLocale`, or of another procedure, is answered with. */
async function post(
  headers: Record<string, string>,
  path = "session.setLocale",
  input: object = { locale: "en" },
) {
  const request = new Request(`${pageOrigin}/api/trpc/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ json: input }),
  });
  const response = await POST(request);
  const body = (await response.json()) as { error?: { json: { message: string; data: { code: string } } } };
  return { status: response.status, code: body.error?.json.data.code, message: body.error?.json.message };
}

test("a person's request comes from one of the console's own pages", async () => {
  expect(await post({ cookie, origin: pageOrigin })).toMatchObject({ status: 200 });
  const refused = {
    status: 403,
    code: "FORBIDDEN",
    message: expect.stringMatching(/^This origin is not one of the console's: it is at http/),
  };
  expect(await post({ cookie, origin: "http://evil.test" })).toEqual(refused);
  expect(await post({ cookie, origin: "null" })).toEqual(refused);
  expect(await post({ cookie })).toEqual(refused);
});

test("a token needs no origin, and does not become a person by a cookie beside it", async () => {
  const { authorization } = await addToken();
  const answer = await post({ authorization, cookie });
  expect(answer).toMatchObject({ status: 403, message: "This is for people who are signed in." });
  expect((await createRequestContext(new Headers({ authorization }))).caller).toMatchObject({
    role: "viewer",
    actor: { type: "token" },
    session: null,
  });
});

test("a token that does not stand is refused, not taken for nobody", async () => {
  const { id, authorization } = await addToken();
  await createRequestContext(new Headers({ authorization }));
  await revokeToken({ ctx, input: { tokenId: id } });
  expect(await post({ authorization, cookie, origin: pageOrigin })).toMatchObject({
    status: 401,
    code: "UNAUTHENTICATED",
    message: expect.stringMatching(/^This API token was revoked at /) as string,
  });
  const unknown = new Headers({ authorization: "Bearer mat_unknown", cookie });
  await expect(createRequestContext(unknown)).rejects.toBeInstanceOf(AppError);
});

test("an administrator's token makes no token, and does not act for one who is deactivated", async () => {
  const { authorization } = await addToken("admin");
  const input = { name: "heir", role: "admin", expiresInDays: 7 };
  expect(await post({ authorization }, "token.create", input)).toMatchObject({ status: 403 });
  expect(await post({ authorization }, "user.reactivate", { userId: "user-1" })).toMatchObject({
    status: 403,
  });
  await ctx.db.user.update({ where: { id: "user-1" }, data: { deactivatedAt: ctx.now() } });
  expect(await post({ authorization }, "region.create", {})).toMatchObject({ status: 401 });
  await ctx.db.user.update({ where: { id: "user-1" }, data: { deactivatedAt: null } });
});

test("an Idempotency-Key is its caller's own, and of bounded length", async () => {
  const keyed = (headers: Record<string, string>, key: string) =>
    createRequestContext(new Headers({ ...headers, "idempotency-key": key }));
  const { id, authorization } = await addToken();
  const person = await keyed({ cookie }, "deploy-7");
  expect((await keyed({ authorization }, "deploy-7")).idempotencyKey).toBe(`${id}:deploy-7`);
  expect(person.idempotencyKey).toBe(`${person.caller?.actor.id}:deploy-7`);
  await expect(keyed({ authorization }, "k".repeat(201))).rejects.toMatchObject({ code: "VALIDATION" });
  await expect(keyed({ authorization }, "")).rejects.toMatchObject({ code: "VALIDATION" });
});

test("a request of more than 20 procedures is refused before any of them", async () => {
  const ask = (count: number) => {
    const names = Array.from({ length: count }, () => "fleet.findings").join(",");
    return GET(new Request(`${pageOrigin}/api/trpc/${names}?batch=1`, { headers: { cookie } }));
  };
  expect((await ask(20)).status).toBe(200);
  const refused = await ask(21);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("Expected at most 20 procedures in a request, found 21.");
});

/** A batch of so many cheap procedures. */
function askMany(count: number, headers: Record<string, string>) {
  const names = Array.from({ length: count }, () => "safety.get").join(",");
  return GET(new Request(`${pageOrigin}/api/trpc/${names}?batch=1`, { headers }));
}

test("each procedure of a batch counts; above the limit its caller waits, and no other", async () => {
  const [{ authorization }, other] = [await addToken(), await addToken()];
  const first = await askMany(20, { authorization });
  expect(first.headers.get("ratelimit-limit")).toBe("100");
  expect(first.headers.get("ratelimit-remaining")).toBe("80");
  expect(first.headers.get("ratelimit-reset")).toMatch(/^([1-9]|10)$/);
  for (let batch = 1; batch < 5; batch++) await askMany(20, { authorization });
  const refused = await askMany(1, { authorization });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toMatch(/^([1-9]|10)$/);
  expect(refused.headers.get("ratelimit-remaining")).toBe("0");
  expect((await askMany(1, { authorization: other.authorization })).status).toBe(200);
  expect((await askMany(1, { cookie })).status).toBe(200);
});

test("credentials that are not valid count by the client's address, whatever they are", async () => {
  const at = (address: string) => ({ [clientAddressHeader]: address });
  for (let guess = 0; guess < 5; guess++) {
    const guessed = await askMany(20, { authorization: `Bearer mat_guess_${guess}`, ...at("203.0.113.5") });
    expect(guessed.status).toBe(401);
  }
  expect((await askMany(1, { authorization: "Bearer mat_more", ...at("203.0.113.5") })).status).toBe(429);
  expect((await askMany(1, at("203.0.113.5"))).status).toBe(429);
  expect((await askMany(1, at("203.0.113.6"))).status).toBe(401);
  const { authorization } = await addToken();
  expect((await askMany(1, { authorization, ...at("203.0.113.5") })).status).toBe(200);
});

test("the next page of a list is asked for as the client's library does", async () => {
  const page = (input: object) => {
    const query = encodeURIComponent(JSON.stringify({ json: input }));
    return GET(new Request(`${pageOrigin}/api/trpc/traffic.changes?input=${query}`, { headers: { cookie } }));
  };
  expect((await page({ limit: 10, direction: "forward" })).status).toBe(200);
  expect((await page({ limit: 10, direction: "sideways" })).status).toBe(400);
  expect((await page({ limit: 10, misspelt: 1 })).status).toBe(400);
});
