import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { load, nodeOf, TestGateway } from "../testing/test-gateway.ts";
import {
  answerOk,
  answerStatus,
  type Behaviour,
  neverAnswer,
  resetConnection,
  TestNode,
} from "../testing/test-node.ts";

/** A loaded machine needs longer than a second. */
const patience = { timeout: 30_000 };

let gateway: TestGateway;
let a: TestNode;
let b: TestNode;
let far: TestNode;

beforeEach(async () => {
  gateway = await new TestGateway().start();
  a = await new TestNode("node-a", "home").start();
  b = await new TestNode("node-b", "home").start();
  far = await new TestNode("node-far", "far").start();
});

afterEach(async () => {
  await gateway.stop();
  await Promise.all([a.kill(), b.kill(), far.kill()]);
});

const home = (...nodes: TestNode[]) => ({ id: "rg_home", nodes: nodes.map((node) => nodeOf(node)) });
const standbyFar = () => ({ id: "rg_far", state: "standby" as const, weight: 0, nodes: [nodeOf(far)] });

/** Enough quick answers that the gateway knows how long a node usually takes. */
const learn = () => load(gateway, { total: 80, width: 4 });

describe("a request that goes well", () => {
  it("reaches a node with what the node needs, and comes back with both timings", async () => {
    await gateway.apply([home(a)]);
    const answer = await gateway.connections.request({
      path: "/v1/parse",
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-meridian-version": "compact-1",
        "x-priority": "bulk",
        "x-request-id": "req-1",
        "x-deadline-ms": "700",
        cookie: "stays=here",
      },
      body: '{"addresses":["上海市"]}',
    });
    expect(await answer.body.text()).toBe('{"addresses":["上海市"]}');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      "x-request-id": "req-1",
      "x-meridian-node": "node-a",
      "x-meridian-region": "home",
      "x-meridian-attempts": "1",
    });
    expect(answer.headers["server-timing"]).toMatch(
      /^run;dur=1, total;dur=2, gateway-pick;dur=[\d.]+, gateway-connect;dur=[\d.]+, gateway-upstream;dur=[\d.]+, gateway-total;dur=[\d.]+$/,
    );
    const headers = a.received[0]?.headers;
    expect(headers).toMatchObject({
      authorization: "Bearer bearer-of-node-a-0123456789",
      "x-meridian-version": "compact-1",
      "x-priority": "bulk",
      "x-request-id": "req-1",
    });
    expect(headers).not.toHaveProperty("cookie");
    const left = Number(headers?.["x-deadline-ms"]);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(700);
  });

  it("streams a large answer through whole", async () => {
    const large = "地".repeat(1_000_000);
    a.behaviour = (_request, response) => response.end(large);
    await gateway.apply([home(a)]);
    const { status, body } = await gateway.parse();
    expect(status).toBe(200);
    expect(body === large).toBe(true);
  });

  it("follows the weights", async () => {
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a, { weight: 75 }), nodeOf(b, { weight: 25 })] }]);
    await load(gateway, { total: 400, width: 8 });
    // On a loaded machine a node may look slow, or silent, for a moment: picker.test.ts counts exactly.
    expect(Math.abs(a.received.length - 300)).toBeLessThanOrEqual(40);
    expect(Math.abs(b.received.length - 100)).toBeLessThanOrEqual(40);
  });
});

describe("a node in trouble", () => {
  it("fails no request when it is killed under load", async () => {
    await gateway.apply([home(a, b), standbyFar()]);
    const replies = await load(gateway, {
      total: 600,
      width: 16,
      onSent: (begun) => {
        if (begun === 200) void a.kill();
      },
    });
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(gateway.plane.outOfRotation?.()).toMatchObject([{ nodeId: "node-a", isIn: false }]);
  });

  it("fails no request when a whole region is killed under load", async () => {
    await gateway.apply([home(a, b), standbyFar()]);
    const replies = await load(gateway, {
      total: 600,
      width: 16,
      onSent: (begun) => {
        if (begun === 200) void Promise.all([a.kill(), b.kill()]);
      },
    });
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(replies.at(-1)?.node).toBe("node-far");
  });

  it("is asked again once it is back", async () => {
    await gateway.apply([home(a)], { probeIntervalMs: 100 });
    await a.kill();
    expect((await gateway.parse()).status).toBe(503);
    await a.start();
    await vi.waitFor(async () => expect((await gateway.parse()).status).toBe(200), {
      timeout: 10_000,
      interval: 50,
    });
  });

  it("resets after the request was sent: answered by another", async () => {
    a.behaviour = resetConnection;
    await gateway.apply([home(a, b)]);
    const replies = await load(gateway, { total: 4, width: 1 });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(replies.some(({ attempts }) => attempts === "2")).toBe(true);
    expect(a.received.length).toBe(1);
  });

  it("breaks off before its body begins: answered by another", async () => {
    a.behaviour = (request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.flushHeaders();
      setImmediate(() => request.socket.resetAndDestroy());
    };
    await gateway.apply([home(a, b)]);
    const replies = await load(gateway, { total: 4, width: 1 });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it("answers 503: answered by another, and probed at once", async () => {
    a.behaviour = answerStatus(503);
    a.isReady = false;
    await gateway.apply([home(a, b)], { probeIntervalMs: 60_000 });
    const replies = await load(gateway, { total: 4, width: 1 });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await vi.waitFor(() => {
      expect(gateway.plane.outOfRotation?.()).toMatchObject([{ nodeId: "node-a", rule: "not-ready" }]);
    }, patience);
  });

  it("does not accept the gateway: answered by another, and never the caller's 401", async () => {
    a.behaviour = answerStatus(401);
    await gateway.apply([home(a, b)]);
    expect((await load(gateway, { total: 2, width: 1 })).map(({ status }) => status)).toEqual([200, 200]);
    await gateway.apply([home(a)]);
    const { status, body } = await gateway.parse();
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "UNAVAILABLE" } });
  });

  it("answers 500: the answer goes through, since the request itself may be the cause", async () => {
    a.behaviour = answerStatus(500);
    await gateway.apply([home(a), standbyFar()]);
    expect(await gateway.parse()).toMatchObject({ status: 500, attempts: "1" });
  });

  it("is silent for far longer than usual: answered by another, and cancelled there", async () => {
    await gateway.apply([home(a, b)]);
    await learn();
    a.behaviour = neverAnswer;
    b.behaviour = answerOk;
    const replies = await load(gateway, { total: 4, width: 1 });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(replies.some(({ attempts }) => attempts === "2")).toBe(true);
    await vi.waitFor(() => expect(a.abortedRequests.length).toBeGreaterThan(0), patience);
  });

  it("is silent, and nobody knows how long it takes: answered by another in half the time, and not blamed", async () => {
    await gateway.apply([home(a, b)]);
    a.behaviour = neverAnswer;
    for (let asked = 0; asked < 4; asked++) {
      expect((await gateway.parse(undefined, { "x-deadline-ms": "2000" })).status).toBe(200);
    }
    expect(a.received.length).toBeGreaterThan(0);
    expect(gateway.plane.outOfRotation?.()).toEqual([]);
  });

  it("is silent, and the others are gone: it is asked once more", async () => {
    await gateway.apply([home(a), standbyFar()]);
    await learn();
    a.behaviour = (...asked) => {
      a.behaviour = answerOk;
      neverAnswer(...asked);
    };
    far.behaviour = resetConnection;
    expect(await gateway.parse()).toMatchObject({ status: 200, node: "node-a", attempts: "3" });
  });

  it("goes on being silent: leaves rotation after three requests in a row", async () => {
    await gateway.apply([home(a, b)]);
    await learn();
    a.behaviour = neverAnswer;
    const replies = await load(gateway, { total: 40, width: 1 });
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(replies.filter(({ attempts }) => attempts === "2").length).toBe(3);
    expect(gateway.plane.outOfRotation?.()).toMatchObject([{ nodeId: "node-a", rule: "answers-failed" }]);
  });

  it("is full (429): another is asked unless that one was full within the last second", async () => {
    a.behaviour = answerStatus(429);
    await gateway.apply([home(a, b)]);
    expect((await load(gateway, { total: 2, width: 1 })).map(({ status }) => status)).toEqual([200, 200]);
    b.behaviour = answerStatus(429);
    const asked = a.received.length + b.received.length;
    const replies = await load(gateway, { total: 4, width: 1 });
    expect(replies.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
    expect(a.received.length + b.received.length - asked).toBeLessThanOrEqual(5);
  });
});

describe("no node left", () => {
  it("answers 503 at once, with the error's shape", async () => {
    await gateway.apply([home(a, b), standbyFar()]);
    await Promise.all([a.kill(), b.kill(), far.kill()]);
    await gateway.parse();
    const { status, body } = await gateway.parse();
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "UNAVAILABLE" } });
    expect(gateway.plane.outcome().outcome).toBe("degraded");
  });

  it("answers 503 before the first table, and is not ready", async () => {
    expect((await gateway.parse()).status).toBe(503);
    expect((await gateway.get("/readyz")).status).toBe(503);
    await gateway.apply([home(a)]);
    expect((await gateway.get("/readyz")).status).toBe(200);
    expect(gateway.counters()).toMatchObject({ requests: 1, unroutable: 1, serverErrors: 1 });
  });

  it("never asks a cordoned or draining node", async () => {
    const nodes = [nodeOf(a, { state: "cordon" }), nodeOf(b, { state: "drain" })];
    await gateway.apply([{ id: "rg_home", nodes }]);
    expect((await gateway.parse()).status).toBe(503);
    expect(a.received.length + b.received.length).toBe(0);
  });
});

describe("time and hanging up", () => {
  it("answers 504 when the deadline passes, and cancels the request at the node", async () => {
    a.behaviour = neverAnswer;
    await gateway.apply([home(a)]);
    const { status, body } = await gateway.parse(undefined, { "x-deadline-ms": "50" });
    expect(status).toBe(504);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "TIMEOUT" } });
    await vi.waitFor(() => expect(a.abortedRequests.length).toBe(1), patience);
  });

  it("does not blame a node for a caller's impatience", async () => {
    a.behaviour = neverAnswer;
    await gateway.apply([home(a, b)]);
    b.behaviour = neverAnswer;
    for (let i = 0; i < 8; i++) await gateway.parse(undefined, { "x-deadline-ms": "5" });
    expect(gateway.plane.outOfRotation?.()).toEqual([]);
  });

  it("cancels the request at the node when the client hangs up", async () => {
    a.behaviour = neverAnswer;
    await gateway.apply([home(a)]);
    const hangUp = new AbortController();
    const request = gateway.connections.request({
      path: "/v1/parse",
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
      signal: hangUp.signal,
    });
    await vi.waitFor(() => expect(a.received.length).toBe(1), patience);
    hangUp.abort();
    await expect(request).rejects.toThrow();
    await vi.waitFor(() => expect(a.abortedRequests.length).toBe(1), patience);
    await vi.waitFor(
      () => expect(gateway.counters()).toMatchObject({ requests: 1, clientErrors: 1 }),
      patience,
    );
  });
});

describe("what listens where a node should", () => {
  const asType = (type: string | string[], status = 200): Behaviour => {
    return (_request, response) =>
      void response.writeHead(status, { "content-type": type }).end("<script>alert(1)</script>");
  };

  it.each<[string, Behaviour]>([
    ["a page", asType("text/html; charset=utf-8")],
    ["plain text", asType("text/plain")],
    ["an error page", asType("text/html", 404)],
    ["JSON beside something else", asType(["application/json", "text/html"])],
    ["JSON by its ending", asType("application/jsonp")],
    [
      "nothing of its kind",
      (_request, response) => {
        response.removeHeader("content-type");
        response.end("{}");
      },
    ],
    [
      "a page without an end",
      (_request, response) => {
        response.writeHead(200, { "content-type": "text/html" });
        response.write("<p>");
      },
    ],
  ])("%s is answered with 502", async (_what, behaviour) => {
    a.behaviour = behaviour;
    await gateway.apply([home(a)]);
    const { status, body } = await gateway.parse();
    expect(status).toBe(502);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "UNAVAILABLE" } });
  });

  it("costs the client nothing while another node answers, and counts against the node", async () => {
    a.behaviour = asType("text/html");
    await gateway.apply([home(a, b)]);
    const answers = await load(gateway, { total: 20, width: 1 });
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(gateway.plane.outOfRotation?.()).toMatchObject([{ nodeId: "node-a" }]);
  });

  const lines = "application/x-ndjson";
  it.each([
    ["JSON", undefined, 200, "application/json", 200],
    ["JSON of any case", undefined, 200, "Application/JSON; charset=utf-8", 200],
    ["lines to who asked for lines", lines, 200, lines, 200],
    ["a problem", undefined, 400, "application/problem+json", 400],
    ["a problem to who asked for lines", lines, 400, "application/json", 400],
    ["lines to who asked for JSON", undefined, 200, lines, 502],
    ["lines to who asked for anything", "*/*", 200, lines, 502],
    ["JSON to who asked for lines", lines, 200, "application/json", 502],
    ["a failure in lines", lines, 400, lines, 502],
    ["a success that is a problem", undefined, 200, "application/problem+json", 502],
    ["a redirection", undefined, 307, "application/json", 502],
  ])("%s: asked for %s, %d with %s is %d to the client", async (_what, accept, given, type, expected) => {
    a.behaviour = (_request, response, body) =>
      void response.writeHead(given, { "content-type": type }).end(body);
    await gateway.apply([home(a)]);
    const { status } = await gateway.parse(undefined, accept === undefined ? {} : { accept });
    expect(status).toBe(expected);
  });
});

describe("a new table", () => {
  it.each(["drain", "cordon"] as const)(
    "lets a node finish what it has when it says %s, and sends it nothing new",
    async (state) => {
      let finish: (() => void) | undefined;
      a.behaviour = (request, response, body) => {
        finish = () => answerOk(request, response, body);
      };
      await gateway.apply([home(a)]);
      const early = gateway.parse();
      await vi.waitFor(() => expect(finish).toBeDefined(), patience);
      await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a, { state }), nodeOf(b)] }]);
      const late = await load(gateway, { total: 20, width: 4 });
      expect(new Set(late.map(({ node }) => node))).toEqual(new Set(["node-b"]));
      finish?.();
      expect(await early).toMatchObject({ status: 200, node: "node-a" });
      expect(a.received.length).toBe(1);
    },
  );

  it("lets a whole region finish what it has", async () => {
    let finish: (() => void) | undefined;
    a.behaviour = (request, response, body) => {
      finish = () => answerOk(request, response, body);
    };
    await gateway.apply([home(a)]);
    const early = gateway.parse();
    await vi.waitFor(() => expect(finish).toBeDefined(), patience);
    await gateway.apply([{ ...home(a), state: "drain" }, standbyFar()]);
    expect((await gateway.parse()).node).toBe("node-far");
    finish?.();
    expect(await early).toMatchObject({ status: 200, node: "node-a" });
  });

  it("replaces the old one 1,000 times under load without one failure", async () => {
    const tables = [[home(a, b)], [home(b)], [home(a), standbyFar()], [standbyFar()]];
    await gateway.apply([home(a, b)]);
    let swaps = 0;
    const swapAll = async () => {
      while (swaps < 1000) await gateway.apply(tables[++swaps % tables.length] ?? []);
    };
    const statuses: number[] = [];
    const ask = async () => {
      while (swaps < 1000 || statuses.length < 1000) statuses.push((await gateway.parse()).status);
    };
    await Promise.all([swapAll(), ...Array.from({ length: 16 }, ask)]);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });
});
