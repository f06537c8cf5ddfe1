import { Problem } from "@meridian/contracts/errors";
import { CreateTokenInput } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../../boot/env.ts";
import { ConsoleCounters } from "../../domains/console-counters.ts";
import { createToken } from "../../domains/people/index.ts";
import { share } from "../../boot/shared.ts";
import { addRegion } from "../../testing/fleet-fixture.ts";
import { addPerson } from "../../testing/people-fixture.ts";
import { noAgents } from "../../testing/no-agents.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { answerOptions, answerRest } from "./answer-rest.ts";

let ctx: TestContext;
let originId = "";
let otherId = "";
const tokens = new Map<UserRole, string>();
beforeAll(async () => {
  ctx = await createTestContext();
  const read = readEnv({ DATABASE_URL: ctx.database.url });
  if (!read.ok) throw new Error(read.problems.join());
  const secrets = { auth: "a-secret-of-more-than-thirty-two-characters", bearer: "" };
  share({
    ...ctx,
    ...{ env: read.env, secrets, agents: noAgents, modelFolders: new Map(), counters: new ConsoleCounters() },
  });
  await addPerson(ctx);
  originId = (await addRegion(ctx, "cn-east")).id;
  otherId = (await addRegion(ctx, "eu-central")).id;
  for (const role of ["viewer", "operator", "admin"] as const) {
    const input = CreateTokenInput.parse({ name: `${role}-token`, role, expiresInDays: 7 });
    tokens.set(role, (await createToken({ ctx, input })).token);
  }
});
afterAll(() => ctx.database.drop());

type Ask = { as?: UserRole; body?: unknown; headers?: Record<string, string> };

async function ask(method: string, path: string, { as = "operator", body, headers = {} }: Ask = {}) {
  const request = new Request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens.get(as)}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const response = await answerRest(request);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

const shift = (weight: number) => ({
  reason: "test",
  targets: [
    { regionId: originId, state: "active", weight: 100 - weight },
    { regionId: otherId, state: "active", weight },
  ],
});
const originPath = () => `/traffic/origins/${originId}`;
const etag = async () => (await ask("GET", originPath())).headers.get("etag") ?? "";

test("answers plain JSON with the request's id", async () => {
  const { status, headers, body } = await ask("GET", "/regions", { as: "viewer" });
  expect(status).toBe(200);
  expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(body.data).toHaveLength(2);
  expect(body.data[0]).toMatchObject({ name: "cn-east", createdAt: expect.stringMatching(/^20\d\d-.*Z$/) });
});

test("a change goes through by If-Match; a stale one is told who moved first", async () => {
  const stale = await etag();
  expect(stale).toMatch(/^"\d+"$/);
  const moved = await ask("PUT", originPath(), { body: shift(10), headers: { "if-match": stale } });
  expect(moved).toMatchObject({ status: 200, body: { revision: expect.stringMatching(/^\d+$/) } });
  expect(await etag()).toBe(`"${moved.body.revision}"`);
  const refused = await ask("PUT", originPath(), { body: shift(20), headers: { "if-match": stale } });
  expect(refused).toMatchObject({
    status: 412,
    body: { code: "CONFLICT", status: 412, details: { revision: moved.body.revision, by: "operator-token" } },
  });
});

test("a change that names no revision, or two, is refused with what to send", async () => {
  const none = await ask("PUT", originPath(), { body: shift(10) });
  expect(none).toMatchObject({
    status: 428,
    body: { code: "PRECONDITION_REQUIRED", detail: expect.stringContaining("If-Match") },
  });
  const body = { ...shift(10), baseRevision: "1" };
  expect(await ask("PUT", originPath(), { body, headers: { "if-match": '"2"' } })).toHaveProperty(
    "status",
    400,
  );
  for (const ifMatch of ['"abc"', "W/", ""]) {
    const answer = await ask("PUT", originPath(), { body: shift(10), headers: { "if-match": ifMatch } });
    expect(answer, ifMatch).toHaveProperty("status", 400);
  }
});

test.each([
  ["weakened by a proxy that compresses", (tag: string) => `W/${tag}`],
  ["with the suffix of Apache", (tag: string) => tag.replace(/"$/, '-gzip"')],
  ["one of several", (tag: string) => `"1", W/${tag} , "foreign"`],
  ["whichever it is", () => "*"],
])("an If-Match %s counts", async (what, change) => {
  const tag = await etag();
  const body = { ...shift(11 + what.length), reason: what };
  const headers = { "if-match": change(tag) };
  const moved = await ask("PUT", originPath(), { body, headers });
  expect(moved.status).toBe(200);
  if (headers["if-match"] === "*") return;
  const again = await ask("PUT", originPath(), { body: shift(9), headers });
  expect(again).toMatchObject({
    status: 412,
    body: { details: { revision: moved.body.revision } },
  });
});

test("several revisions in the body, and what header and body agree on", async () => {
  const [, revision = ""] = /"(\d+)"/.exec(await etag()) ?? [];
  const several = { ...shift(51), baseRevision: `1,${revision}` };
  const moved = await ask("PUT", originPath(), { body: several });
  expect(moved.status).toBe(200);
  const both = { body: { ...shift(52), baseRevision: moved.body.revision } };
  const headers = { "if-match": `W/"7", "${moved.body.revision}"` };
  expect((await ask("PUT", originPath(), { ...both, headers })).status).toBe(200);
  const bad = { ...shift(53), baseRevision: "1;2" };
  expect((await ask("PUT", originPath(), { body: bad })).status).toBe(400);
});

test("a state that the caller has is not sent again, until it changes", async () => {
  for (const path of [originPath(), "/safety"]) {
    const { headers } = await ask("GET", path, { as: "viewer" });
    const tag = headers.get("etag") ?? "";
    for (const known of [tag, `W/${tag}`, `"0", ${tag}`, "*"]) {
      const answer = await ask("GET", path, { headers: { "if-none-match": known } });
      expect(answer, known).toMatchObject({ status: 304, body: null });
      expect(answer.headers.get("etag")).toBe(tag);
    }
    const other = await ask("GET", path, { headers: { "if-none-match": '"123456"' } });
    expect(other.status).toBe(200);
  }
  const tag = await etag();
  await ask("PUT", originPath(), { body: shift(61), headers: { "if-match": tag } });
  expect((await ask("GET", originPath(), { headers: { "if-none-match": tag } })).status).toBe(200);
  expect((await ask("GET", "/regions", { headers: { "if-none-match": "*" } })).status).toBe(200);
});

test("the same Idempotency-Key twice: the same answer, one change", async () => {
  const headers = { "if-match": await etag(), "idempotency-key": "k-1" };
  const first = await ask("PUT", originPath(), { body: shift(30), headers });
  const second = await ask("PUT", originPath(), { body: shift(30), headers });
  expect(second).toMatchObject({ status: 200, body: first.body });
  const replayed = [first, second].map((answer) => answer.headers.get("idempotent-replayed"));
  expect(replayed).toEqual([null, "true"]);
  const changes = { where: { kind: "traffic.shifted", reason: "test" } };
  const count = await ctx.db.change.count(changes);
  expect(await ask("PUT", originPath(), { body: shift(40), headers })).toHaveProperty("status", 409);
  expect(await ctx.db.change.count(changes)).toBe(count);
});

test.each([
  ["an unknown path", "GET", "/nothing", {}, 404, "NOT_FOUND"],
  ["an unknown method", "DELETE", "/regions", {}, 405, "METHOD_NOT_ALLOWED"],
  ["an unknown parameter", "GET", "/fleet/events?limt=1", {}, 400, "VALIDATION"],
  ["a parameter that every object has", "GET", "/audit/facets?constructor=1", {}, 400, "VALIDATION"],
  ["another, of a list", "GET", "/regions?toString=1", {}, 400, "VALIDATION"],
  ["a parameter that is no number", "GET", "/fleet/events?limit=x", {}, 400, "VALIDATION"],
  [
    "an unknown field",
    "POST",
    "/parse",
    { body: { regionId: "x", addresses: ["x"], more: 1 } },
    400,
    "VALIDATION",
  ],
  [
    "a field for what takes none",
    "POST",
    "/safety/freeze",
    { body: { reason: "x", more: 1 } },
    400,
    "VALIDATION",
  ],
  [
    "a field that stands in the path",
    "POST",
    "/traffic/changes/1/undo",
    { body: { revision: "2" } },
    400,
    "VALIDATION",
  ],
  ["a wrong cursor", "GET", "/regions?cursor=abc", {}, 400, "VALIDATION"],
  ["a page of nothing", "GET", "/regions?limit=0", {}, 400, "VALIDATION"],
  ["no JSON", "POST", "/parse", { body: "{" }, 400, "VALIDATION"],
  ["a list", "POST", "/parse", { body: [] }, 400, "VALIDATION"],
  [
    "another type",
    "POST",
    "/parse",
    { body: {}, headers: { "content-type": "text/plain" } },
    415,
    "UNSUPPORTED_MEDIA",
  ],
  ["too much", "POST", "/parse", { body: `"${"x".repeat(1_100_000)}"` }, 413, "PAYLOAD_TOO_LARGE"],
  [
    "an unknown token",
    "GET",
    "/fleet",
    { headers: { authorization: "Bearer mat_x" } },
    401,
    "UNAUTHENTICATED",
  ],
  ["nobody", "GET", "/fleet", { headers: { authorization: "" } }, 401, "UNAUTHENTICATED"],
  ["too small a role", "POST", "/regions", { body: {} }, 403, "FORBIDDEN"],
  ["a token that makes a token", "POST", "/tokens", { as: "admin", body: {} }, 403, "FORBIDDEN"],
  ["a token that invites", "POST", "/invitations", { as: "admin", body: {} }, 403, "FORBIDDEN"],
  ["an unknown thing", "POST", "/traffic/changes/999999/undo", {}, 404, "NOT_FOUND"],
  ["If-Match without use", "POST", "/parse", { body: {}, headers: { "if-match": '"1"' } }, 400, "VALIDATION"],
  ["an odd key", "POST", "/parse", { body: {}, headers: { "idempotency-key": "é" } }, 400, "VALIDATION"],
])("%s is refused", async (_what, method, path, given, status, code) => {
  const answer = await ask(method, path, given as Ask);
  const requestId = answer.headers.get("x-request-id");
  expect(answer).toMatchObject({
    status,
    body: { status, code, requestId, instance: `urn:uuid:${requestId}` },
  });
  expect(Problem.parse(answer.body).detail).toMatch(/\S/);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("www-authenticate")).toEqual(
    status === 401 ? expect.stringMatching(/^Bearer/) : null,
  );
});

test("OPTIONS says which methods a path has, and what no framework takes on is told so too", async () => {
  const options = (headers?: Record<string, string>) =>
    answerOptions(new Request("http://localhost:3000/api/v1/regions", { method: "OPTIONS", headers }));
  const plain = await options();
  expect([plain.status, plain.headers.get("allow")]).toEqual([204, "GET, POST"]);
  const trace = await options({ "x-meridian-method": "TRACE" });
  expect([trace.status, trace.headers.get("allow")]).toEqual([405, "GET, POST"]);
});

test("setting what is set already is no error, and no change", async () => {
  await ask("PUT", originPath(), { body: shift(44), headers: { "if-match": "*" } });
  const tag = await etag();
  const again = await ask("PUT", originPath(), { body: shift(44), headers: { "if-match": tag } });
  expect(again).toMatchObject({ status: 200, body: { revision: tag.replaceAll('"', "") } });
  expect(await etag()).toBe(tag);
});

test("a wrong method is told the right ones", async () => {
  expect((await ask("DELETE", "/regions")).headers.get("allow")).toBe("GET, POST");
});

test("a viewer is told of the role before anything of the input", async () => {
  const answer = await ask("PUT", originPath(), { as: "viewer", body: "{" });
  expect(answer).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
});

test("a list is answered by the page, and narrowed by fields of its entries", async () => {
  const first = await ask("GET", "/regions?limit=1", { as: "viewer" });
  const second = await ask("GET", `/regions?limit=1&cursor=${first.body.nextCursor}`, { as: "viewer" });
  const names = [first, second].flatMap(({ body }) => body.data.map(({ name }: { name: string }) => name));
  expect([names, second.body.nextCursor]).toEqual([["cn-east", "eu-central"], null]);
  const one = await ask("GET", "/regions?name=eu-central", { as: "viewer" });
  expect(one.body).toMatchObject({ data: [{ id: otherId }], nextCursor: null });
  for (const path of [
    "/rollouts?state=paused",
    "/incidents?isOpen=true",
    "/fleet/events?kind=agent.live",
    "/agents?role=gateway",
  ])
    expect((await ask("GET", path)).body, path).toEqual({ data: [], nextCursor: null });
});

test("what is made is 201, and stands where Location says", async () => {
  const region = { name: "ap-south", label: "Mumbai", latitude: 19, longitude: 73 };
  const made = await ask("POST", "/regions", { as: "admin", body: region });
  expect([made.status, made.headers.get("location")]).toEqual([201, `/api/v1/regions/${made.body.id}`]);
  const found = await ask("GET", `/regions/${made.body.id}`, { as: "admin" });
  expect(found).toMatchObject({ status: 200, body: { id: made.body.id } });
  expect((await ask("GET", "/regions/rg_000000000000")).status).toBe(404);
});

test("a switch that stands already is no error, and no second change", async () => {
  const frozen = () => ctx.db.change.count({ where: { subjectType: "safety" } });
  const turn = (path: string) => ask("POST", path, { as: "admin", body: { reason: "test" } });
  for (const path of ["/safety/freeze", "/safety/thaw"]) {
    const first = await turn(path);
    const count = await frozen();
    expect(await turn(path)).toMatchObject({ status: 200, body: { freeze: first.body.freeze } });
    expect(await frozen()).toBe(count);
  }
  expect((await turn("/safety/break-glass/close")).status).toBe(200);
});

test("a dry run says what would be, and writes nothing", async () => {
  const { revision } = await ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } });
  const headers = { "if-match": await etag(), "idempotency-key": "dry-1" };
  const body = { ...shift(73), dryRun: true };
  const tried = await ask("PUT", originPath(), { body, headers });
  expect(tried).toMatchObject({
    status: 200,
    body: {
      dryRun: {
        isAllowed: true,
        breaks: [],
        changes: [{ kind: "traffic.shifted", subject: { type: "traffic", id: originId } }],
        forecast: { load: null },
      },
    },
  });
  const after = tried.body.dryRun.forecast.shares.map((one: { after: number }) => one.after);
  expect(after).toEqual(expect.arrayContaining([0.27, 0.73]));
  expect(await ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({ revision });
  expect(`"${(await ask("GET", originPath())).body.revision}"`).toBe(headers["if-match"]);
  const made = await ask("PUT", originPath(), { body: shift(73), headers });
  expect(made.status).toBe(200);
  expect(made.headers.get("idempotent-replayed")).toBeNull();
});

test("a dry run of what rules forbid names them", async () => {
  await ask("POST", "/safety/freeze", { as: "admin", body: { reason: "test" } });
  const headers = { "if-match": await etag() };
  const tried = await ask("PUT", originPath(), { body: { ...shift(5), dryRun: true }, headers });
  const breaks = [{ rule: "not-frozen", value: 1, limit: 0 }];
  expect(tried).toMatchObject({
    status: 200,
    body: { dryRun: { isAllowed: false, hasBreakGlass: false, breaks } },
  });
  const refused = await ask("PUT", originPath(), { body: shift(5), headers });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: "REFUSED_BY_RULE", details: { rule: "not-frozen" } },
  });
  await ask("POST", "/safety/thaw", { as: "admin", body: { reason: "test" } });
});

test("what answers nothing is 204", async () => {
  const body = { label: "Shanghai" };
  const changed = await ask("PATCH", `/regions/${originId}`, { as: "admin", body });
  expect(changed).toMatchObject({ status: 204, body: null });
});
