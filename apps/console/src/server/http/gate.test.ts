import { createHmac } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pino } from "pino";
import { BodyBudget } from "@meridian/contracts/listener";
import { countedAsHeader, knownSignInKey, SignedCookies } from "../domains/people/index.ts";
import { bearerKey } from "./counted-as.ts";
import { createFrontServer, type FrontServer } from "./front-server.ts";
import { getRefusedCallers } from "./procedure-limits.ts";

const baseUrl = "http://meridian.example.com";
const secret = "a-secret-of-more-than-thirty-two-characters";
const address = "127.0.0.1";
const cookies = new SignedCookies(secret, baseUrl);
const signed = (name: string, value: string) => {
  const signature = createHmac("sha256", secret).update(value).digest("base64");
  return `meridian.${name}=${encodeURIComponent(`${value}.${signature}`)}`;
};
const session = signed("session_token", "s".repeat(32));
const device = signed("known_device", "known-user-1");
const li = { email: "li@example.com", password: "whatever" };

let server: FrontServer;
let port = 0;
let logged: string[] = [];
let asked: { url: string; countedAs: string; body: string }[] = [];
beforeEach(() => {
  [logged, asked] = [[], []];
});
afterEach(() => {
  server.front.closeAllConnections();
  server.front.close();
});

async function open(rates: { proceduresPerSecond?: number; handshakesPerSecond?: number } = {}) {
  server = createFrontServer({
    ...{ baseUrl, trustedProxies: [], isDevelopment: false, tls: null, connectionsMax: 1000 },
    ...{ proceduresPerSecond: 100, handshakesPerSecond: 100, ...rates },
    bodies: new BodyBudget(2 ** 23, () => undefined),
    logger: pino({}, { write: (line: string) => void logged.push(line) }),
    cookies,
    known: {
      hasBearer: (bearer) => Promise.resolve(bearer === "mat_valid"),
      hasSignIn: ({ email }) => Promise.resolve(email === li.email),
    },
  });
  server.back.on("request", (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      asked.push({ url: request.url ?? "", countedAs: String(request.headers[countedAsHeader]), body });
      response.end("ok");
    });
  });
  server.back.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
  server.front.listen(0, address);
  await once(server.front, "listening");
  port = (server.front.address() as AddressInfo).port;
}

async function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<number> {
  const response = await fetch(`http://${address}:${port}${path}`, {
    headers,
    redirect: "manual",
    ...(body !== undefined && { method: "POST", body }),
  });
  await response.text();
  return response.status;
}

/** As after a thousand requests without a credential. */
function refuseAddress(): void {
  getRefusedCallers().refuse(`address ${address}`, performance.now() + 5000);
}

test("a stranger over the limit is refused whatever is made up", async () => {
  await open();
  refuseAddress();
  const made = [
    {},
    { authorization: "Bearer mat_1" },
    { authorization: "bearer  mat_2 " },
    { authorization: "Basic bWU6MQ==" },
    { cookie: "x=1" },
    { cookie: "meridian.session_token=abc.def" },
    { cookie: session.replace("session_token=s", "session_token=t") },
    { cookie: session.replace("session_token", "other") },
    { cookie: device.replace("known_device", "session_token") },
    // Whatever else the same secret signs is no session: strangers are given such cookies.
    { cookie: signed("session_token", JSON.stringify({ state: "s".repeat(32) })) },
    { cookie: session, authorization: "Bearer mat_3" },
    { [countedAsHeader]: "session-cookie 1" },
  ] as Record<string, string>[];
  for (const headers of made) expect([headers, await ask("/api/v1/fleet", headers)]).toEqual([headers, 429]);
  expect(asked).toEqual([]);
});

test("who is known there goes on: by token, by session, by device", async () => {
  await open();
  refuseAddress();
  for (const headers of [
    { authorization: "Bearer mat_valid" },
    { cookie: `a=b; ${session}` },
    { cookie: device },
  ] as Record<string, string>[])
    expect([headers, await ask("/api/v1/fleet", headers)]).toEqual([headers, 200]);
  const keys = asked.map(({ countedAs }) => countedAs.split(" ")[0]);
  expect(keys).toEqual(["address", "session-cookie", "device"]);
});

test("who asked for too much waits, also with another word beside the credential", async () => {
  await open();
  const untilMs = performance.now() + 5000;
  getRefusedCallers().refuse(bearerKey("mat_eager"), untilMs);
  getRefusedCallers().refuse(cookies.proofIn(session) ?? "", untilMs);
  for (const headers of [
    { authorization: "Bearer mat_eager" },
    { authorization: "Bearer mat_eager", cookie: "x=1" },
    { cookie: session, authorization: "Basic 1" },
    { cookie: session, authorization: "Basic 2" },
    { cookie: `y=2; ${session}; z=3` },
  ] as Record<string, string>[])
    expect([headers, await ask("/api/trpc/fleet.get", headers)]).toEqual([headers, 429]);
  getRefusedCallers().refuse(cookies.proofIn(session) ?? "", 0);
});

test("strangers behind an address keep nobody from signing in who did so there before", async () => {
  await open();
  refuseAddress();
  const path = "/api/auth/sign-in/email";
  const json = { "content-type": "application/json" };
  expect(await ask(path, json, JSON.stringify(li))).toBe(200);
  expect(asked[0]).toEqual({
    ...{ url: path, body: JSON.stringify(li) },
    countedAs: knownSignInKey({ email: li.email, address }),
  });
  for (const body of [JSON.stringify({ ...li, email: "wang@example.com" }), "rubble", "[]", "null", "{}"])
    expect([body, await ask(path, json, body)]).toEqual([body, 429]);
  // Too long to be one.
  expect(await ask(path, json, JSON.stringify({ ...li, password: "x".repeat(9000) }))).toBe(429);
  expect(await ask("/api/auth/sign-out", json, JSON.stringify(li))).toBe(429);
});

test("a sign-in that comes in pieces is read whole, by the listener and by its route", async () => {
  await open();
  refuseAddress();
  const body = JSON.stringify(li);
  const socket = connect(port, address);
  socket.write(
    `POST /api/auth/sign-in/email HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  for (const piece of [body.slice(0, 9), body.slice(9)]) {
    await new Promise((sent) => setTimeout(sent, 30));
    socket.write(piece);
  }
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
  expect(asked[0]?.body).toBe(body);
});

test("strangers use up the pages of their address, and of nobody who signed in there", async () => {
  await open({ proceduresPerSecond: 1 });
  for (const cookie of ["x=1", "x=2"]) expect(await ask("/fleet", { cookie })).toBe(200);
  expect(await ask("/fleet", { cookie: "x=3" })).toBe(429);
  expect(await ask("/sign-in")).toBe(429);
  expect(await ask("/sign-in", { cookie: device })).toBe(200);
  for (let page = 0; page < 10; page++) expect(await ask("/fleet", { cookie: session })).toBe(200);
  expect(await ask("/fleet", { cookie: session })).toBe(429);
});

test.each([
  "/api/nothing",
  "/api/v1",
  "/api/trpc/a/b",
  "/api/agents/enrol",
  "/api/agents/models/a",
  "/api/agents/models/a/b/c",
  "/api/invitations/accept/x",
  "/_next/image?url=x",
  "/livez/x",
])("%s, which no route counts, costs a page", async (path) => {
  await open({ proceduresPerSecond: 1 });
  const statuses = [await ask(path), await ask(path), await ask(path)];
  expect(statuses).toEqual([200, 200, 429]);
});

test("sockets count before anybody joins over them", async () => {
  await open({ handshakesPerSecond: 1, proceduresPerSecond: 1 });
  const upgrade = async (more = "") => {
    const socket = connect(port, address).on("error", () => undefined);
    const head = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n";
    socket.write(`${head}connection: Upgrade\r\n${more}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (!socket.closed) await once(socket.resume(), "close");
    return String(answer);
  };
  for (let opened = 0; opened < 20; opened++) expect(await upgrade()).toMatch(/^HTTP\/1\.1 101 /);
  const refused = await upgrade("authorization: Bearer mat_1\r\n");
  expect(refused).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n[^]*retry-after: \d+\r\n[^]*"OVERLOADED"/);
  const own = `cookie: ${session}\r\n`;
  for (let opened = 0; opened < 10; opened++) expect(await upgrade(own)).toMatch(/^HTTP\/1\.1 101 /);
  expect(await upgrade(own)).toMatch(/^HTTP\/1\.1 429 /);
});

test("a proxy that is not trusted is told of once, with the setting that names it", async () => {
  await open();
  const headers = { "x-forwarded-for": "203.0.113.9" };
  for (let times = 0; times < 3; times++) await ask("/api/health", headers);
  const warnings = logged.filter((line) => line.includes("MERIDIAN_TRUSTED_PROXIES"));
  expect(warnings).toHaveLength(1);
  expect(JSON.parse(warnings[0] ?? "")).toMatchObject({ peer: address });
});
