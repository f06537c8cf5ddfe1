import { connect } from "node:net";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { TestNode } from "../testing/test-node.ts";

let gateway: TestGateway;
let node: TestNode;

beforeEach(async () => {
  gateway = await new TestGateway().start();
  node = await new TestNode("node-a", "home").start();
  await gateway.apply([{ id: "rg_home", nodes: [nodeOf(node)] }]);
});

afterEach(async () => {
  await gateway.stop();
  await node.kill();
});

const json = { "content-type": "application/json" };
const mebibyte = 1_048_576;

describe("bad requests never reach a node", () => {
  it.each([
    ["no content type", {}, "{}", 415, "UNSUPPORTED_MEDIA"],
    ["another content type", { "content-type": "text/plain" }, "{}", 415, "UNSUPPORTED_MEDIA"],
    ["a compressed body", { ...json, "content-encoding": "gzip" }, "{}", 415, "UNSUPPORTED_MEDIA"],
    ["no body", json, "", 400, "VALIDATION"],
    ["a body in GBK", json, Buffer.from("7b2261223a22b1b1bea9227d", "hex"), 400, "VALIDATION"],
    ["a body cut in a character", json, Buffer.from("北京").subarray(0, 5), 400, "VALIDATION"],
    ["a body over 1 MiB", json, "x".repeat(mebibyte + 1), 413, "PAYLOAD_TOO_LARGE"],
    ["a deadline that is no number", { ...json, "x-deadline-ms": "soon" }, "{}", 400, "VALIDATION"],
    ["a deadline of 0", { ...json, "x-deadline-ms": "0" }, "{}", 400, "VALIDATION"],
    ["a version with blanks", { ...json, "x-meridian-version": "a b" }, "{}", 400, "VALIDATION"],
  ])("%s", async (_what, headers, body, status, code) => {
    const answer = await gateway.connections.request({ path: "/v1/parse", method: "POST", headers, body });
    expect(answer.statusCode).toBe(status);
    expect(await answer.body.json()).toMatchObject({ error: { code, requestId: expect.any(String) } });
    expect(node.received).toEqual([]);
    expect(gateway.counters()).toMatchObject({ requests: 1, clientErrors: 1 });
  });

  it("a body over 1 MiB that does not say its length", async () => {
    const answer = await gateway.connections.request({
      path: "/v1/parse",
      method: "POST",
      headers: json,
      body: Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(mebibyte / 16))),
    });
    expect(answer.statusCode).toBe(413);
    await answer.body.dump();
  });
});

describe("requests", () => {
  it("of exactly 1 MiB go through", async () => {
    const { status, body } = await gateway.parse("x".repeat(mebibyte));
    expect(status).toBe(200);
    expect(body.length).toBe(mebibyte);
  });

  it("keep a request id that can be passed on and get one where it cannot", async () => {
    await gateway.parse("{}", { "x-request-id": "abc-1" });
    await gateway.parse("{}", { "x-request-id": "has blanks" });
    const ids = node.received.map(({ headers }) => headers["x-request-id"]);
    expect(ids[0]).toBe("abc-1");
    expect(ids[1]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("that break off are forgotten", async () => {
    const { port } = new URL(gateway.baseUrl);
    const socket = connect(Number(port), "127.0.0.1").on("error", () => undefined);
    socket.write(
      "POST /v1/parse HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{",
    );
    socket.resume().end();
    await new Promise((resolve) => socket.on("close", resolve));
    expect((await gateway.parse()).status).toBe(200);
    expect(node.received.length).toBe(1);
  });
});

describe("other paths", () => {
  it("answer for health and readiness; metrics are elsewhere", async () => {
    await gateway.parse();
    expect((await gateway.get("/healthz")).status).toBe(200);
    expect((await gateway.get("/readyz")).status).toBe(200);
    const elsewhere = await gateway.get("/metrics");
    expect(elsewhere).toEqual({ status: 404, body: expect.stringContaining("MERIDIAN_METRICS_PORT") });
    const body = await gateway.plane.metrics();
    expect(body).toMatch(/^meridian_gateway_requests_total\{.*\} 1$/m);
    expect(body).toMatch(/^meridian_gateway_stage_seconds_count\{stage="upstream".*\} 1$/m);
  });

  it("are not found, or not with that method", async () => {
    expect((await gateway.get("/v1/parse")).status).toBe(405);
    expect((await gateway.get("/")).status).toBe(404);
  });

  it("explain the problems that are answered", async () => {
    const { status, body } = await gateway.get("/problems/overloaded");
    expect([status, body]).toEqual([200, expect.stringMatching(/OVERLOADED.*429/)]);
    expect((await gateway.get("/problems/nothing")).status).toBe(404);
  });
});

describe("/debug/routing", () => {
  const token = "a-debug-token-of-this-test";
  const ask = async (asked: TestGateway, authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await asked.connections.request({ path: "/debug/routing", method: "GET", headers });
    return { status: answer.statusCode, body: await answer.body.text() };
  };

  it("says who gets what and why, to who has the token", async () => {
    const open = await new TestGateway({ MERIDIAN_DEBUG_TOKEN: token }).start();
    await open.apply([{ id: "rg_home", nodes: [nodeOf(node)] }]);
    const { status, body } = await ask(open, `Bearer ${token}`);
    const [region] = JSON.parse(body).regions;
    expect(status).toBe(200);
    expect(region.nodes).toMatchObject([{ id: "node-a", share: 1, healthFactor: 1, rotation: null }]);
    expect(body).not.toContain("bearer");
    for (const given of [undefined, "Bearer ", `Bearer ${token}x`]) {
      expect((await ask(open, given)).status).toBe(401);
    }
    await open.stop();
  });

  it("is not there without a token", async () => {
    expect((await ask(gateway, "Bearer undefined")).status).toBe(404);
  });
});
