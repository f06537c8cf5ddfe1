import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type FleetLive, operatorEvents, operatorNamespace } from "@meridian/contracts/wire";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../harness/free-port.ts";
import { eventually } from "../../harness/start-system.ts";
import { type Client, SystemBehindNginx } from "./behind-nginx.ts";

const gateways = ["cn-east-gateway", "cn-east-gateway-2"] as const;
/** Longer than Node's own 5 s, and the 6 s after which nginx once got its connection closed. */
const idleMs = 10_000;

let behind: SystemBehindNginx;
let admin: Client;
beforeAll(async () => {
  const ports = [await freePort(), await freePort()] as const;
  behind = await SystemBehindNginx.start(ports);
  for (const [index, name] of gateways.entries()) {
    const settings = {
      MERIDIAN_PORT: String(ports[index]),
      MERIDIAN_ALLOWED_ORIGINS: "https://app.example.com",
    };
    await behind.system.addAgent({ name, region: "cn-east", role: "gateway" }, settings);
    await behind.system.agent(name).ready();
  }
  admin = behind.client("127.0.0.5");
});
afterAll(async () => {
  await admin.close();
  await behind.stop();
});

const json = async (response: { json(): Promise<unknown> }) => (await response.json()) as never;

it("people sign in, and their session has their own address", async () => {
  const response = await admin.signIn(behind.system.administrator);
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie().join()).toMatch(/; Secure/i);
  const sessions: { result: { data: { json: { ipAddress: string }[] } } } = await json(
    await admin.ask("/api/trpc/session.list"),
  );
  expect(sessions.result.data.json.map(({ ipAddress }) => ipAddress)).toContain("127.0.0.5");
});

it("strangers who guess lock out themselves alone, and are told how long", async () => {
  const strangers = Array.from({ length: 10 }, (_, index) => behind.client(`127.0.1.${index + 1}`));
  const guess = (client: Client, index: number) =>
    client.signIn({ email: `p${index}@example.com`, password: "a wrong password" });
  for (const [index, stranger] of strangers.entries())
    expect((await guess(stranger, index)).status).toBe(401);
  const [first] = strangers;
  if (!first) throw new Error("nobody");
  let answer = await guess(first, 0);
  for (let tries = 0; tries < 10 && answer.status !== 429; tries++) answer = await guess(first, 0);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  const again = behind.client("127.0.0.5");
  expect((await again.signIn(behind.system.administrator)).status).toBe(200);
  await Promise.all([...strangers, again].map((client) => client.close()));
});

it("agents enrolled and report through it, and pages follow them live", async () => {
  const socket = io(`${behind.url}${operatorNamespace}`, {
    transports: ["websocket"],
    ca: behind.certificate.ca,
    extraHeaders: { cookie: admin.cookie, origin: behind.url },
  });
  const presence = new Map<string, string>();
  socket.on(operatorEvents.fleetLive, ({ agents }: FleetLive) => {
    for (const { id, presence: one } of agents) presence.set(id, one);
  });
  const ids = ["cn-east-node-1", ...gateways].map((name) => behind.system.agent(name).id);
  await eventually(() => ids.every((id) => presence.get(id) === "live"), "all agents are live on the page");
  socket.close();
});

it("a change rests on the tag that nginx weakened", async () => {
  const regions: { data: { id: string }[] } = await json(await admin.ask("/api/v1/regions"));
  const regionId = regions.data[0]?.id;
  const path = `/api/v1/traffic/origins/${regionId}`;
  const read = await admin.ask(path);
  expect(read.headers.get("content-encoding")).toBe("gzip");
  const tag = read.headers.get("etag") ?? "";
  expect(tag).toMatch(/^W\/"\d+"$/);
  expect((await admin.ask(path, { headers: { "if-none-match": tag } })).status).toBe(304);
  const change = { targets: [{ regionId, state: "active", weight: 90 }], reason: "story" };
  const put = (ifMatch: string) => admin.post(path, change, { "if-match": ifMatch }, "PUT");
  expect((await put(tag)).status).toBe(200);
  expect((await put(tag)).status).toBe(412);
  expect((await admin.ask(path, { headers: { "if-none-match": tag } })).status).toBe(200);
});

it("addresses are parsed through it, from a page of an allowed origin too", async () => {
  const body = { addresses: ["浙江省杭州市余杭区文一西路969号"] };
  const origin = "https://app.example.com";
  const response = await admin.post(`${behind.parseUrl}/v1/parse`, body, { origin });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(response.headers.get("access-control-allow-origin")).toBe(origin);
  const answer: { results: { elements: { text: string }[] }[] } = await json(response);
  expect(answer.results[0]?.elements.map(({ text }) => text)).toContain("浙江省");
});

// Only real time shows it: the connections between nginx and ours are left alone for longer than Node's default.
it("connections that were idle are used again: no 502 for a request that nginx may not repeat", async () => {
  const client = behind.client();
  const ask = async () => {
    const signIn = await client.post("/api/auth/sign-in/email", {});
    const parse = await client.post(`${behind.parseUrl}/v1/parse`, {});
    return [signIn.status, parse.status];
  };
  const direct = ["console", ...gateways].map((name) =>
    connect(
      Number(new URL(name === "console" ? behind.system.url : behind.system.agent(name).url).port),
      "127.0.0.1",
    ).on("error", () => undefined),
  );
  const askDirectly = () =>
    Promise.all(
      direct.map(async (socket) => {
        socket.write("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
        return String((await once(socket, "data", { signal: AbortSignal.timeout(5000) }))[0]).slice(0, 9);
      }),
    );
  expect(await ask()).toEqual([400, 400]);
  expect(await askDirectly()).toEqual(Array(3).fill("HTTP/1.1 "));
  await sleep(idleMs);
  expect(await ask()).toEqual([400, 400]);
  expect(await askDirectly()).toEqual(Array(3).fill("HTTP/1.1 "));
  for (const socket of direct) socket.destroy();
  await client.close();
});

it("curl's offer of HTTP/2 is answered by every listener", async () => {
  const urls = [
    `${behind.system.url}/api/health`,
    ...gateways.map((name) => `${behind.system.agent(name).url}/healthz`),
  ];
  for (const url of urls) {
    const args = ["-s", "-m", "10", "--http2", "-o", "/dev/null", "-w", "%{http_code} %{http_version}", url];
    expect((await promisify(execFile)("curl", args)).stdout, url).toBe("200 1.1");
  }
});
