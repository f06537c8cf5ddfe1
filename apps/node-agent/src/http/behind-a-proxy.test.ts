import { once } from "node:events";
import { connect } from "node:net";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import { nodeOf, TestGateway } from "../gateway/testing/test-gateway.ts";
import { TestNode } from "../gateway/testing/test-node.ts";
import { testBearer, testSnapshot } from "../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../testing/serving-node.ts";

const origin = "https://app.example.com";
const log = new PassThrough();
let gateway: TestGateway;
let behind: TestNode;
let node: ServingNode;
beforeAll(async () => {
  behind = await new TestNode("node-a", "home").start();
  const variables = {
    MERIDIAN_TRUSTED_PROXIES: "127.0.0.1",
    MERIDIAN_ALLOWED_ORIGINS: origin,
    MERIDIAN_DEBUG_TOKEN: "a-debug-token-of-enough-letters",
  };
  gateway = await new TestGateway(variables, systemClock, pino(log)).start();
  await gateway.apply([{ id: "rg_home", nodes: [nodeOf(behind)] }]);
  node = await startNode(testSnapshot([]));
});
afterAll(async () => {
  await gateway.stop();
  await behind.kill();
  await node.stop();
});

/** Writes `text` as it is and returns what comes until the listener closes, or until `enough` has come. */
async function raw(url: string, text: string, enough = /\r\n\r\n[^]/): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
  socket.write(text);
  let answer = "";
  while (!enough.test(answer)) {
    const [chunk] = (await Promise.race([once(socket, "data"), once(socket, "close")])) as [unknown];
    if (!Buffer.isBuffer(chunk)) break;
    answer += chunk.toString("utf8");
  }
  socket.destroy();
  return answer;
}

const offers = "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n";
const json = `authorization: Bearer ${testBearer}\r\ncontent-type: application/json\r\n`;
const listeners = [
  ["gateway", () => gateway.baseUrl],
  ["node", () => node.url],
] as const;

describe.each(listeners)("a %s", (role, url) => {
  it("answers an offer of HTTP/2 as HTTP/1.1", async () => {
    expect(await raw(url(), `GET /healthz HTTP/1.1\r\nhost: x\r\n${offers}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    const head = `POST /v1/parse HTTP/1.1\r\nhost: x\r\n${json}${offers}`;
    const body = '{"addresses":["浙江省"]}';
    const answer = await raw(url(), `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    // The node has no version to answer with.
    expect(answer).toMatch(role === "gateway" ? /^HTTP\/1\.1 200 / : /"code":"(UNAVAILABLE|NOT_FOUND)"/);
  });

  it("knows a path from a whole URL", async () => {
    const answer = await raw(url(), "GET http://gateway.example.com/healthz?x HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ["that never comes", "content-length: 100\r\n\r\n"],
    ["that stalls", 'content-length: 100\r\n\r\n{"addresses":['],
    ["that stalls without a length", 'transfer-encoding: chunked\r\n\r\n5\r\n{"add\r\n'],
  ])("answers at the deadline when the body is one %s", async (_what, rest) => {
    const head = `POST /v1/parse HTTP/1.1\r\nhost: x\r\n${json}x-deadline-ms: 50\r\n`;
    const answer = await raw(url(), head + rest, /never/);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"BODY_TIMEOUT"');
    expect(answer.toLowerCase()).toContain("connection: close");
  });

  it("keeps an idle connection longer than nginx does", async () => {
    const answer = await raw(url(), "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(answer.toLowerCase()).toContain("keep-alive: timeout=75");
  });
});

describe("pages of an allowed origin", () => {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(gateway.baseUrl + path, { ...init, headers: { origin, ...init.headers } });

  it("may ask what they need, and read the gateway's headers", async () => {
    const headers = {
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-deadline-ms",
    };
    const preflight = await ask("/v1/parse", { method: "OPTIONS", headers });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": expect.stringContaining("POST"),
      "access-control-allow-headers": "content-type,x-deadline-ms",
      "access-control-max-age": "600",
      vary: expect.stringContaining("Origin"),
    });
    const body = '{"addresses":["浙江省"]}';
    const parsed = await ask("/v1/parse", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(parsed.status).toBe(200);
    expect(parsed.headers.get("access-control-allow-origin")).toBe(origin);
    expect(parsed.headers.get("access-control-expose-headers")).toMatch(/x-request-id.*retry-after/);
    const refused = await ask("/v1/parse", { method: "POST", body });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([415, origin]);
    expect((await ask("/v1/where")).headers.get("access-control-allow-origin")).toBe(origin);
  });

  it("are the only ones", async () => {
    const other = { headers: { origin: "https://evil.example.com" } };
    expect((await ask("/v1/where", other)).headers.get("access-control-allow-origin")).toBeNull();
    expect((await ask("/metrics")).headers.get("access-control-allow-origin")).toBeNull();
    const plain = await new TestGateway().start();
    const answer = await fetch(`${plain.baseUrl}/v1/parse`, { method: "OPTIONS", headers: { origin } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([405, null]);
    await plain.stop();
  });
});

it("a wrong debug token is logged with the address that the trusted proxy saw, once", async () => {
  const headers = { authorization: "Bearer guessed", "x-forwarded-for": "1.2.3.4, 203.0.113.9" };
  for (let tries = 0; tries < 3; tries++) {
    expect((await fetch(`${gateway.baseUrl}/debug/routing`, { headers })).status).toBe(401);
  }
  const lines = String(log.read() ?? "")
    .split("\n")
    .filter((line) => line.includes("debug token"));
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 40, clientAddress: "203.0.113.9" }),
  ]);
});
