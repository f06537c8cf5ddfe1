import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createLogger } from "../boot/logger.ts";
import { Problem } from "@meridian/contracts/errors";
import { BodyBudget } from "@meridian/contracts/listener";
import { clientAddressHeader, SignedCookies } from "../domains/people/index.ts";
import { bearerKey } from "./counted-as.ts";
import { createFrontServer, type FrontServer } from "./front-server.ts";
import { getRefusedCallers } from "./procedure-limits.ts";
import { nonceHeader } from "./security-headers.ts";

const mib = 2 ** 20;
const options = {
  ...{ baseUrl: "https://meridian.example.com", trustedProxies: [], isDevelopment: false, tls: null },
  ...{ connectionsMax: 100, proceduresPerSecond: 100, bodies: new BodyBudget(8 * mib, () => undefined) },
  logger: createLogger("silent"),
  handshakesPerSecond: 100,
  cookies: new SignedCookies("secret", "https://meridian.example.com"),
  known: { hasBearer: () => Promise.resolve(false), hasSignIn: () => Promise.resolve(false) },
};

let server: FrontServer;
afterEach(() => {
  server.front.closeAllConnections();
  server.front.close();
});

async function open(trustedProxies: string[]): Promise<void> {
  server = createFrontServer({ ...options, trustedProxies });
  server.back.on("request", (request, response) =>
    response.end(JSON.stringify([request.url, request.headers])),
  );
  server.back.on("upgrade", (request, socket) =>
    socket.on("error", () => undefined).end(JSON.stringify([request.url, request.headers])),
  );
  server.front.listen(0, "127.0.0.1");
  await once(server.front, "listening");
}

/** What pages and hub see of a request. */
async function seen(head: string): Promise<{ url: string; headers: Record<string, string> }> {
  const socket = connect((server.front.address() as AddressInfo).port, "127.0.0.1");
  socket.write(`${head}\r\nhost: x\r\n\r\n`);
  let text = "";
  while (!text.endsWith("}]")) text += String((await once(socket, "data"))[0]);
  socket.destroy();
  const [url, headers] = JSON.parse(text.slice(text.indexOf("["))) as [string, Record<string, string>];
  return { url, headers };
}

const forwarded = [
  "x-forwarded-for: 203.0.113.9",
  "x-forwarded-proto: https",
  "x-forwarded-host: evil.example.com",
  `${clientAddressHeader}: 198.51.100.1`,
].join("\r\n");

test("a stranger's word about addresses, hosts and schemes does not reach pages and hub", async () => {
  await open([]);
  const { headers } = await seen(`GET /a HTTP/1.1\r\n${forwarded}`);
  expect(headers[clientAddressHeader]).toBe("127.0.0.1");
  expect(Object.keys(headers).filter((name) => name.startsWith("x-forwarded"))).toEqual([]);
});

test.each(["/api/v1/%ff%fe", "/%zz", "/a/%c3%28?b=1", "/%"])(
  "a path that is no text (%s) is told so",
  async (path) => {
    await open([]);
    const answer = await fetch(`http://127.0.0.1:${(server.front.address() as AddressInfo).port}${path}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "VALIDATION" });
  },
);

test("a query that is no text reaches its route, which judges it", async () => {
  await open([]);
  expect((await seen("GET /a?b=%ff HTTP/1.1")).url).toBe("/a?b=%ff");
});

test("who asked for too much is answered before anything else, but for pages and health", async () => {
  await open([]);
  getRefusedCallers().refuse(bearerKey("mat_eager"), performance.now() + 4500);
  const ask = (path: string, token: string) =>
    fetch(`http://127.0.0.1:${(server.front.address() as AddressInfo).port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  const refused = await ask("/api/v1/fleet", "mat_eager");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
  expect(await refused.json()).toMatchObject({ code: "OVERLOADED" });
  const statuses = ["/api/health", "/fleet"].map(async (path) => (await ask(path, "mat_eager")).status);
  expect(await Promise.all(statuses)).toEqual([200, 200]);
  expect((await ask("/api/v1/fleet", "mat_other")).status).toBe(200);
});

test("a trusted proxy's word does", async () => {
  await open(["127.0.0.1"]);
  const { headers } = await seen(`GET /a HTTP/1.1\r\n${forwarded}`);
  expect(headers).toMatchObject({ [clientAddressHeader]: "203.0.113.9", "x-forwarded-proto": "https" });
});

test("each answer tells browsers what to hold against it, with a nonce of its own that only pages know", async () => {
  await open([]);
  const ask = () =>
    fetch(`http://127.0.0.1:${(server.front.address() as AddressInfo).port}/x`, {
      headers: { [nonceHeader]: "mine", "content-security-policy": "script-src 'nonce-mine'" },
    });
  const [first, second] = await Promise.all([ask(), ask()]);
  const policy = first.headers.get("content-security-policy") ?? "";
  const [, nonce] = /script-src 'self' 'nonce-([A-Za-z0-9+/=]{22,})'/.exec(policy) ?? [];
  const [, seen] = (await first.json()) as [string, Record<string, string>];
  expect([seen[nonceHeader], seen["content-security-policy"]]).toEqual([nonce, policy]);
  expect(policy).not.toContain("unsafe-eval");
  expect(second.headers.get("content-security-policy")).not.toBe(policy);
  expect(first.headers.get("strict-transport-security")).toBe("max-age=31536000");
  expect(first.headers.get("x-content-type-options")).toBe("nosniff");
});

const upgrade = (protocol: string) => `connection: Upgrade\r\nupgrade: ${protocol}\r\n${forwarded}`;

test("the hub gets its WebSockets, with the client's address; every other offer is answered as HTTP/1.1", async () => {
  await open(["127.0.0.1"]);
  const own = await seen(`GET /socket.io/?EIO=4 HTTP/1.1\r\n${upgrade("WebSocket")}`);
  expect(own).toMatchObject({
    url: "/socket.io/?EIO=4",
    headers: { upgrade: "WebSocket", [clientAddressHeader]: "203.0.113.9" },
  });
  for (const head of [
    `GET /socket.io/?EIO=4 HTTP/1.1\r\n${upgrade("h2c")}`,
    `GET /fleet HTTP/1.1\r\n${upgrade("websocket")}`,
    `GET /api/v1/fleet HTTP/1.1\r\n${upgrade("h2c")}`,
  ]) {
    const { headers } = await seen(head);
    expect(headers.upgrade).toBeUndefined();
    expect(headers[clientAddressHeader]).toBe("203.0.113.9");
  }
});

test("a whole URL as the target is a path and a host", async () => {
  await open([]);
  const { url, headers } = await seen("GET http://meridian.example.com/api/health?x HTTP/1.1");
  expect([url, headers.host]).toEqual(["/api/health?x", "meridian.example.com"]);
});

describe("a body that is too large", () => {
  /** How a request is answered, and how much of it pages and hub got. */
  async function answerTo(path: string, head: string, body: Buffer) {
    server = createFrontServer(options);
    let received = 0;
    server.back.on("request", (request, response) => {
      request.on("data", (piece: Buffer) => (received += piece.length));
      request.on("end", () => response.end("whole"));
    });
    server.front.listen(0, "127.0.0.1");
    await once(server.front, "listening");
    const socket = connect((server.front.address() as AddressInfo).port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`);
    socket.write(body);
    let text = "";
    while (!/(whole|\})$/.test(text)) text += String((await once(socket, "data"))[0]);
    const status = Number(text.split(" ")[1]);
    // The connection is of no use behind a body that was not read.
    if (status === 413 && !socket.closed) await once(socket, "close");
    socket.destroy();
    return { status, text, received };
  }
  const length = (bytes: number) => `content-length: ${bytes}`;
  const chunked = "transfer-encoding: chunked";
  const chunk = (bytes: number) => Buffer.from(`${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`);
  const end = Buffer.from("0\r\n\r\n");
  const kib = 1024;

  test.each([
    ["/api/auth/sign-in/email", length(450 * kib * kib), Buffer.alloc(0), 0],
    ["/api/trpc/traffic.shift", length(64 * kib + 1), Buffer.alloc(0), 0],
    ["/api/trpc/traffic.shift", chunked, Buffer.concat([chunk(60 * kib), chunk(60 * kib)]), 64 * kib],
    ["/sign-in", length(64 * kib + 1), Buffer.alloc(10), 0],
    ["/api/v1/parse", length(kib * kib + 1), Buffer.alloc(kib), 0],
    ["/api/v1/parse", chunked, Buffer.concat([chunk(kib * kib), chunk(1)]), kib * kib],
  ])("%s, %s: 413, and no framework keeps it", async (path, head, body, most) => {
    const { status, text, received } = await answerTo(path, head, body);
    expect(status).toBe(413);
    expect(text).toContain('"code":"PAYLOAD_TOO_LARGE"');
    expect(received).toBeLessThanOrEqual(most);
  });

  test.each([
    ["/api/trpc/traffic.shift", length(64 * kib), Buffer.alloc(64 * kib), 64 * kib],
    ["/api/trpc/traffic.shift", chunked, Buffer.concat([chunk(64 * kib), end]), 64 * kib],
    ["/api/v1/parse", length(kib * kib), Buffer.alloc(kib * kib), kib * kib],
  ])("%s, %s: as large as it may be", async (path, head, body, bytes) => {
    expect(await answerTo(path, head, body)).toMatchObject({ status: 200, received: bytes });
  });
});

test("bodies that stall give way to those that come, and leave no room taken", async () => {
  let refused = 0;
  const bodies = new BodyBudget(4 * mib, () => refused++);
  server = createFrontServer({ ...options, bodies });
  server.back.on("request", (request, response) => request.resume().on("end", () => response.end("whole")));
  server.front.listen(0, "127.0.0.1");
  await once(server.front, "listening");
  const { port } = server.front.address() as AddressInfo;
  const answers: string[] = [];
  for (let client = 0; client < 12; client++) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write(`POST /api/v1/parse HTTP/1.1\r\nhost: x\r\ncontent-length: ${mib}\r\n\r\n`);
    socket.write(Buffer.alloc(mib - 1));
    socket.setEncoding("utf8").on("data", (text: string) => answers.push(text));
  }
  await vi.waitFor(() => expect(answers.length).toBeGreaterThanOrEqual(8), { timeout: 30_000 });
  for (const answer of answers)
    expect(answer).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1\r\n[^]*Too many bodies are coming in/);
  expect(refused).toBeGreaterThanOrEqual(8);
  const url = `http://127.0.0.1:${port}/api/v1/parse`;
  const honest = await fetch(url, { method: "POST", body: new Uint8Array(mib) });
  expect([honest.status, await honest.text()]).toEqual([200, "whole"]);
  server.front.closeAllConnections();
  await vi.waitFor(() => expect(bodies.inFlight).toBe(0));
});

test.each([
  ["/api/v1/../auth/sign-in/email", "/api/auth/sign-in/email"],
  ["/api/v1/%2e%2e/auth/x?y=/../z", "/api/auth/x?y=/../z"],
  ["/api/v1/.%2E/trpc/a,b?batch=1", "/api/trpc/a,b?batch=1"],
  ["/x/../api/v1/fleet", "/api/v1/fleet"],
  ["/api\\v1\\..\\auth/x", "/api/auth/x"],
  ["/../../api/health", "/api/health"],
  ["http://x/api/v1/../auth/x", "/api/auth/x"],
  ["/api/v1/agents/a.b%2Fc?d", "/api/v1/agents/a.b%2Fc?d"],
])("%s is %s for every rule and router", async (target, plain) => {
  await open([]);
  expect((await seen(`GET ${target} HTTP/1.1`)).url).toBe(plain);
});

test("a path that names another is limited as that other", async () => {
  await open([]);
  const { port } = server.front.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  socket.write("POST /api/v1/../auth/x HTTP/1.1\r\nhost: x\r\ncontent-length: 65537\r\n\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1.1 413 /);
  socket.destroy();
});

describe("what no procedure counts", () => {
  async function ask(path: string, headers = {}) {
    const { port } = server.front.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    await response.text();
    return response;
  }
  test.each([
    ["/sign-in", {}, 2],
    ["/metrics", {}, 2],
    ["/socket.io/?EIO=4&transport=polling", {}, 10],
    ["/socket.io/?EIO=4&transport=polling&sid=a", {}, 10],
    ["/fleet", { cookie: "a=b" }, 2],
  ])("%s %j is limited by address", async (path, headers, most) => {
    server = createFrontServer({ ...options, proceduresPerSecond: 1 });
    server.back.on("request", (_request, response) => response.end());
    server.front.listen(0, "127.0.0.1");
    await once(server.front, "listening");
    for (let asked = 0; asked < most; asked++) expect((await ask(path, headers)).status).toBe(200);
    const response = await ask(path, headers);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    for (const free of ["/livez", "/readyz", "/api/health", "/_next/static/a.js"])
      expect((await ask(free)).status).toBe(200);
  });
});

test("more connections than allowed are closed", async () => {
  server = createFrontServer({ ...options, connectionsMax: 1 });
  server.front.listen(0, "127.0.0.1");
  await once(server.front, "listening");
  const { port } = server.front.address() as AddressInfo;
  const first = connect(port, "127.0.0.1").on("error", () => undefined);
  await once(first, "connect");
  const second = connect(port, "127.0.0.1").on("error", () => undefined);
  await once(second, "close");
  expect(first.closed).toBe(false);
});

describe("what a framework refuses", () => {
  async function ask(path: string, method: string, refuse: (response: ServerResponse) => void) {
    server = createFrontServer(options);
    server.back.on("request", (_request, response) => refuse(response));
    server.front.listen(0, "127.0.0.1");
    await once(server.front, "listening");
    const response = await fetch(`http://127.0.0.1:${(server.front.address() as AddressInfo).port}${path}`, {
      method,
    });
    return { response, text: await response.text() };
  }
  const html = { "content-type": "text/html", etag: '"1"' };
  const page = (response: ServerResponse) => response.writeHead(404, html).end("<html>");
  const bare = (response: ServerResponse) => {
    response.statusCode = 405;
    response.setHeader("allow", "POST");
    response.end();
  };
  const pieces = (response: ServerResponse) => {
    response.writeHead(500, "Oops", ["content-type", "text/plain"]);
    response.write("a ");
    response.end("b");
  };

  test.each([
    ["/api/nothing", page, 404, "NOT_FOUND"],
    ["/api", page, 404, "NOT_FOUND"],
    ["/api/auth/x?y", bare, 405, "METHOD_NOT_ALLOWED"],
    ["/api/v1/x", pieces, 500, "INTERNAL"],
  ])("at %s is a problem", async (path, refuse, status, code) => {
    const { response, text } = await ask(path, "POST", refuse);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("etag")).toBeNull();
    const requestId = response.headers.get("x-request-id");
    expect(Problem.parse(JSON.parse(text))).toMatchObject({ code, status, requestId });
    if (status === 405) expect(response.headers.get("allow")).toBe("POST");
  });

  test("has no body for HEAD", async () => {
    const { response, text } = await ask("/api/nothing", "HEAD", page);
    expect([response.status, text]).toEqual([404, ""]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  test.each([
    ["a page is a page", "/nothing", page, "<html>"],
    [
      "what speaks JSON stays as it is",
      "/api/auth/x",
      (response: ServerResponse) => response.writeHead(401, { "content-type": "application/json" }).end("{}"),
      "{}",
    ],
    [
      "what is answered well stays as it is",
      "/api/x",
      (response: ServerResponse) => response.end("well"),
      "well",
    ],
  ])("%s", async (_what, path, answer, expected) => {
    expect((await ask(path, "GET", answer)).text).toBe(expected);
  });
});
