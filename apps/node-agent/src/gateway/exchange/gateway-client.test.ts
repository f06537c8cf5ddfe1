import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GatewayClient } from "@meridian/contracts/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { type Behaviour, TestNode } from "../testing/test-node.ts";

const answer = {
  ...{ requestId: "r", version: "compact", digest: "d", precision: "int8" },
  node: { id: "node-a", name: "node-a", region: "home" },
  results: [{ elements: [] }],
};
/** As the client gives it to callers who asked for elements. */
const parsed = { ...answer, missingIncludes: [] };
const answerParsed: Behaviour = (_request, response) => response.end(JSON.stringify(answer));
const patience = { deadlineMs: 30_000 };

let gateways: TestGateway[];
let node: TestNode;
const servers: Server[] = [];
beforeEach(async () => {
  node = await new TestNode("node-a", "home").start();
  node.behaviour = answerParsed;
  gateways = await Promise.all([new TestGateway().start(), new TestGateway().start()]);
  for (const gateway of gateways) await gateway.apply([{ id: "rg_home", nodes: [nodeOf(node)] }]);
});
afterEach(async () => {
  await Promise.all([node.kill(), ...gateways.map((gateway) => gateway.stop())]);
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const [first, second] = [() => gateways[0]?.baseUrl ?? "", () => gateways[1]?.baseUrl ?? ""];

/** Something else where a gateway should be. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that nobody listens on. */
async function closedUrl(): Promise<string> {
  const url = await serve(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return url;
}

describe("a client with two gateways", () => {
  it("loses nothing when the one that it asks is lost", async () => {
    const client = new GatewayClient({ gateways: [first(), second()], ...patience });
    for (let request = 0; request < 60; request++) {
      if (request === 20) await gateways.shift()?.stop();
      expect((await client.parse(["浙江省"])).results).toHaveLength(1);
    }
  });

  it.each<[string, () => Promise<string>]>([
    ["cannot be reached", closedUrl],
    ["resets connections", () => serve((request) => request.socket.resetAndDestroy())],
    ["answers 503", () => serve((_request, response) => response.writeHead(503).end())],
    ["is a balancer without a gateway", () => serve((_request, response) => response.writeHead(502).end())],
    ["is something else", () => serve((_request, response) => response.end("<html>hello</html>"))],
    ["breaks off", () => serve((_, response) => response.write("{", () => response.destroy()))],
  ])("goes on to the second when the first %s", async (_what, makeUrl) => {
    const client = new GatewayClient({ gateways: [await makeUrl(), second()], ...patience });
    expect(await client.parse(["浙江省"])).toEqual(parsed);
  });

  it("gives a silent one half of its time, the other one the rest", async () => {
    const client = new GatewayClient({ gateways: [await serve(() => undefined), second()] });
    expect(await client.parse(["浙江省"], { deadlineMs: 4000 })).toEqual(parsed);
    expect(Number(node.received[0]?.headers["x-deadline-ms"])).toBeLessThanOrEqual(2000);
  });

  it("lets the first one rest after it failed", async () => {
    let asked = 0;
    const failing = await serve((_request, response) => {
      asked++;
      response.writeHead(503).end();
    });
    const client = new GatewayClient({ gateways: [failing, second()], ...patience });
    for (let request = 0; request < 10; request++) await client.parse(["浙江省"]);
    // Once, unless the machine was so slow that its rest of a second was over.
    expect(asked).toBeLessThan(10);
  });
});

describe("a client", () => {
  it("asks once where the answer would be the same elsewhere, and passes the refusal on", async () => {
    const client = new GatewayClient({ gateways: [first(), second()], ...patience });
    node.behaviour = (_request, response) => {
      const body = { error: { code: "OVERLOADED", message: "full" } };
      response.writeHead(429, { "retry-after": "2" }).end(JSON.stringify(body));
    };
    const full = { code: "OVERLOADED", message: "full", details: { retryAfterS: 2 } };
    await expect(client.parse(["浙江省"])).rejects.toMatchObject(full);
    expect(node.received.length).toBe(1);
  });

  it.each<[number, string, string]>([
    [403, "<html>no</html>", "FORBIDDEN"],
    [413, "", "PAYLOAD_TOO_LARGE"],
    [418, "", "VALIDATION"],
    [500, "<html>oops</html>", "INTERNAL"],
  ])("takes a refusal of %i without a body of ours for what it is", async (status, body, code) => {
    const refusing = await serve((_request, response) => response.writeHead(status).end(body));
    const client = new GatewayClient({ gateways: [refusing, second()], ...patience });
    await expect(client.parse(["浙江省"])).rejects.toMatchObject({ code });
    expect(node.received).toEqual([]);
  });

  it("says of each gateway why it did not answer", async () => {
    const unavailable = await serve((_request, response) => response.writeHead(503).end());
    const client = new GatewayClient({ gateways: [await closedUrl(), unavailable], ...patience });
    const failures = [{ reason: expect.stringContaining("ECONNREFUSED") }, { reason: "answered 503" }];
    await expect(client.parse(["浙江省"])).rejects.toMatchObject({
      code: "UNAVAILABLE",
      details: { failures },
    });
  });

  it("says that the time ran out", async () => {
    const client = new GatewayClient({ gateways: [await serve(() => undefined)] });
    await expect(client.parse(["浙江省"], { deadlineMs: 50 })).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it("stops when its caller does", async () => {
    const client = new GatewayClient({ gateways: [await serve(() => undefined), second()], ...patience });
    const caller = new AbortController();
    setTimeout(() => caller.abort(new Error("gone")), 20);
    await expect(client.parse(["浙江省"], { signal: caller.signal })).rejects.toThrow("gone");
    expect(node.received).toEqual([]);
  });

  it("asks for more than elements, and sees where a node of an earlier release knows of none", async () => {
    const client = new GatewayClient({ gateways: [first()], ...patience });
    const asked = { include: ["address", "rest"], region: "杭州" } as const;
    expect(await client.parse(["余杭区"], asked)).toEqual({
      ...answer,
      missingIncludes: ["address", "rest"],
    });
    expect(JSON.parse(node.received[0]?.body ?? "")).toEqual({ addresses: ["余杭区"], ...asked });
    const rest = [{ text: "余杭区", start: 0, end: 3 }];
    node.behaviour = (_request, response) =>
      response.end(JSON.stringify({ ...answer, results: [{ elements: [], rest }] }));
    expect(await client.parse(["余杭区"], { include: ["rest"] })).toMatchObject({
      results: [{ rest }],
      missingIncludes: [],
    });
  });

  it("learns of other gateways from the one it knows", async () => {
    const gateway = gateways[0];
    if (!gateway) throw new Error("expected a gateway");
    const other = { id: "second", name: "second", region: "home", url: second() };
    const snapshot = gateway.snapshot([{ id: "rg_home", nodes: [nodeOf(node)] }]);
    await gateway.plane.apply({ ...snapshot, gateways: [other] });
    const client = new GatewayClient({ gateways: [first()], ...patience });
    expect((await client.where()).alternatives).toMatchObject([{ name: "second" }]);
    await gateways.shift()?.stop();
    expect(await client.parse(["浙江省"])).toEqual(parsed);
  });

  it.each([[[]], [["gateway:8080"]], [["not a url"]]])("refuses %j instead of gateways", (urls) => {
    expect(() => new GatewayClient({ gateways: urls })).toThrow(/expected/);
  });
});
