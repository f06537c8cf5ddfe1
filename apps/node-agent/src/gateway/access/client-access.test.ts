import { createHash } from "node:crypto";
import type { SnapshotKey } from "@meridian/contracts/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { answerStatus, TestNode } from "../testing/test-node.ts";

const secret = "mak_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const other = "mak_another-key-of-the-same-length-0123456789AB";

function keyOf(given: Partial<SnapshotKey> = {}, of = secret): SnapshotKey {
  return {
    ...{ id: "ak_000000000001", name: "parcel sorting", scopes: ["parse", "stream"] },
    ...{ priorities: ["interactive", "bulk"], deadlineMsMax: 60_000, gateways: 1 },
    ...{ requestsPerSecond: 100, addressesPerDay: 1000 },
    hash: createHash("sha256").update(of).digest("hex"),
    ...given,
  };
}

let clock: FakeClock;
let gateway: TestGateway;
let node: TestNode;
beforeEach(async () => {
  clock = new FakeClock();
  gateway = await new TestGateway({ MERIDIAN_ALLOWED_ORIGINS: "https://app.example.com" }, clock).start();
  node = await new TestNode("node-a", "home").start();
});
afterEach(async () => {
  await gateway.stop();
  await node.kill();
});

function use(keys: SnapshotKey[], isAsked = true) {
  return gateway.apply([{ id: "rg_home", nodes: [nodeOf(node)] }], {}, { clientKeys: { isAsked, keys } });
}

async function ask(headers: Record<string, string> = {}, key: string | null = secret) {
  const answer = await gateway.connections.request({
    path: "/v1/parse",
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: '{"addresses":["浙江省"]}',
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text };
}

const problemIn = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe("while keys are asked for", () => {
  it.each([
    ["none", null, /Send an API key/],
    ["an unknown one", other, /no such API key/],
    ["a token of the console", "mat_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", /no such API key/],
  ])("%s is 401 with the way in, and reaches no node", async (_what, key, detail) => {
    await use([keyOf()]);
    const { status, headers, text } = await ask({}, key);
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toMatch(/^Bearer/);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(problemIn(text)).toMatchObject({
      ...{ type: "/problems/unauthenticated", code: "UNAUTHENTICATED", status: 401 },
      detail: expect.stringMatching(detail),
    });
    expect(node.received).toEqual([]);
    expect(gateway.counters()).toMatchObject({ withoutKey: 1, refusedByKey: 1, clientErrors: 1, refused: 0 });
  });

  it.each(["bearer", "Bearer", "BEARER"])("the scheme %s is understood", async (scheme) => {
    await use([keyOf()]);
    expect((await ask({ authorization: `${scheme} ${secret}` }, null)).status).toBe(200);
  });

  it("the node gets the request without the client's key", async () => {
    await use([keyOf()]);
    expect((await ask()).status).toBe(200);
    expect(node.received[0]?.headers.authorization).toMatch(/^Bearer bearer-of-node-a/);
  });

  it.each([
    ["streams", { scopes: ["parse"] }, { accept: "application/x-ndjson" }, { needed: "stream" }],
    ["lists", { scopes: ["stream"] }, {}, { needed: "parse" }],
    ["a priority", { priorities: ["bulk"] }, { "x-priority": "interactive" }, { priorities: ["bulk"] }],
    ["a deadline", { deadlineMsMax: 500 }, { "x-deadline-ms": "501" }, { deadlineMsMax: 500 }],
  ])("a key without %s is refused with 403", async (_what, limits, headers, details) => {
    await use([keyOf(limits)]);
    const { status, text } = await ask(headers);
    expect(status).toBe(403);
    expect(problemIn(text)).toMatchObject({ code: "FORBIDDEN", details });
    expect(node.received).toEqual([]);
  });

  it("a request that names neither gets what its key allows", async () => {
    await use([keyOf({ priorities: ["bulk"], deadlineMsMax: 700 })]);
    expect((await ask()).status).toBe(200);
    const [received] = node.received;
    expect(received?.headers["x-priority"]).toBe("bulk");
    expect(Number(received?.headers["x-deadline-ms"])).toBeLessThanOrEqual(700);
    expect((await ask({ "x-deadline-ms": "700" })).status).toBe(200);
  });

  it("above its requests a second it is 429 and says when to come back", async () => {
    await use([
      keyOf({ requestsPerSecond: 2 }),
      keyOf({ id: "ak_000000000002", requestsPerSecond: 2 }, other),
    ]);
    const first = await ask();
    expect(first.headers).toMatchObject({ "ratelimit-limit": "2", "ratelimit-remaining": "1" });
    await ask();
    const third = await ask();
    expect(third.status).toBe(429);
    expect(problemIn(third.text)).toMatchObject({
      code: "OVERLOADED",
      details: { limit: "requestsPerSecond", retryAfterMs: 500 },
    });
    expect(third.headers).toMatchObject({ "retry-after": "1", "ratelimit-remaining": "0" });
    expect((await ask({}, other)).status).toBe(200);
    clock.advance(500);
    expect((await ask()).status).toBe(200);
    // A client's own doing: it lowers nobody's share of requests that went well.
    expect(gateway.counters()).toMatchObject({ refused: 0, refusedByKey: 1, clientErrors: 1 });
  });

  it("addresses are charged by what the node says that it answered", async () => {
    node.behaviour = (_request, response) => void response.setHeader("x-meridian-addresses", "60").end("{}");
    await use([keyOf({ addressesPerDay: 100 })]);
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const third = await ask();
    expect(third.status).toBe(429);
    expect(problemIn(third.text)).toMatchObject({ details: { limit: "addressesPerDay" } });
    expect(third.headers["ratelimit-limit"]).toBe("100");
    // 21 of the day's 100.
    clock.advance(0.21 * 86_400_000);
    expect((await ask()).status).toBe(200);
  });

  it("a stream is charged at its head; an answer that failed is not", async () => {
    await use([keyOf({ addressesPerDay: 10 })]);
    node.behaviour = answerStatus(400);
    for (let i = 0; i < 12; i++) expect((await ask()).status).toBe(400);
    node.behaviour = (_request, response) => {
      response.setHeader("content-type", "application/x-ndjson").setHeader("x-meridian-addresses", "10");
      response.end('{"index":0}\n');
    };
    expect((await ask({ accept: "application/x-ndjson" })).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  it("each gateway grants its part", async () => {
    await use([keyOf({ requestsPerSecond: 6, gateways: 3 })]);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask()).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("a key that leaves the snapshot is refused at once; what was used of the others stays used", async () => {
    await use([keyOf({ requestsPerSecond: 1 }), keyOf({ id: "ak_000000000002" }, other)]);
    expect([(await ask()).status, (await ask({}, other)).status]).toEqual([200, 200]);
    await use([keyOf({ requestsPerSecond: 1 })]);
    expect([(await ask()).status, (await ask({}, other)).status]).toEqual([429, 401]);
  });

  it("health, readiness and /v1/where need no key", async () => {
    await use([]);
    for (const path of ["/healthz", "/readyz", "/v1/where"])
      expect((await gateway.get(path)).status).toBe(200);
  });

  it("a test of the console needs none: it comes over its own link", async () => {
    await use([]);
    const ack = await gateway.plane.command({
      ...{ kind: "parse", requestId: "r-1", addresses: ["浙江省"], deadlineMs: 1000 },
    });
    expect(ack.status).toBe(200);
  });

  it("pages may read what is left, also of a refusal", async () => {
    await use([keyOf({ requestsPerSecond: 1 })]);
    await ask();
    const { status, headers } = await ask({ origin: "https://app.example.com" });
    expect(status).toBe(429);
    expect(headers["access-control-allow-origin"]).toBe("https://app.example.com");
    expect(headers["access-control-expose-headers"]).toContain("ratelimit-remaining");
  });
});

describe("while keys are not asked for", () => {
  it("nobody is refused or limited; keys are counted all the same", async () => {
    await use([keyOf({ requestsPerSecond: 1, addressesPerDay: 1, scopes: ["stream"] })], false);
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(200);
    const answer = await ask({}, null);
    expect([answer.status, answer.headers["ratelimit-limit"]]).toEqual([200, undefined]);
    expect((await ask({}, other)).status).toBe(200);
    expect(gateway.counters()).toMatchObject({ requests: 5, withoutKey: 2, refusedByKey: 0 });
    // What was used before they were asked for is no debt.
    await use([keyOf({ addressesPerDay: 1 })]);
    expect((await ask()).status).toBe(200);
  });

  it("says so, and the opposite", async () => {
    await use([], false);
    expect(gateway.plane.effective()).toMatchObject({ asksForKeys: false });
    await use([]);
    expect(gateway.plane.effective()).toMatchObject({ asksForKeys: true });
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(node)] }]);
    expect(gateway.plane.effective()).toMatchObject({ asksForKeys: false });
  });
});

it("tells what each key was used for, once, and all of it in its metrics", async () => {
  await use([keyOf({ requestsPerSecond: 2 }), keyOf({ id: "ak_000000000002" }, other)]);
  for (let i = 0; i < 3; i++) await ask();
  expect(gateway.plane.sample(false).keys).toEqual([["ak_000000000001", 3, 1, 2]]);
  expect(gateway.plane.sample(false).keys).toBeUndefined();
  const metrics = await gateway.plane.metrics();
  const labels = '{key="ak_000000000001",name="parcel sorting"}';
  expect(metrics).toContain(`meridian_gateway_key_requests_total${labels} 3\n`);
  expect(metrics).toContain(`meridian_gateway_key_refused_total${labels} 1\n`);
  expect(metrics).toContain(`meridian_gateway_key_addresses_total${labels} 2\n`);
});

it("tells of many keys in turn", async () => {
  const secrets = Array.from({ length: 40 }, (_, i) => `mak_${String(i).padStart(43, "0")}`);
  await use(secrets.map((one, i) => keyOf({ id: `ak_${String(i).padStart(12, "0")}` }, one)));
  for (const one of secrets) await ask({}, one);
  const told = Array.from({ length: 3 }, () => gateway.plane.sample(false).keys ?? []);
  expect(told.map((keys) => keys.length)).toEqual([16, 16, 8]);
  expect(new Set(told.flat().map(([id]) => id)).size).toBe(40);
});
