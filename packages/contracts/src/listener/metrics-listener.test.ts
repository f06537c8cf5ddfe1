import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MetricsListener, type MetricsListenerParts } from "./metrics-listener.ts";
import { writeCertificate } from "./testing/certificate.ts";

let folder: string;
const open: MetricsListener[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-metrics-"));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
  await rm(folder, { recursive: true, force: true });
});

const token = "mst_a-scrape-token-of-this-test";
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const keptIn = () => join(folder, "metrics-port");

const silent: MetricsListenerParts = {
  tls: null,
  onTlsProblem: () => undefined,
  tokens: () => [],
  render: () => Promise.resolve({ text: "up 1\n", type: "text/plain; version=0.0.4" }),
  onIntruder: () => undefined,
  onError: () => undefined,
};

async function start(parts: Partial<MetricsListenerParts> = {}, port = 0) {
  const intruders: string[] = [];
  const listener = new MetricsListener({
    ...silent,
    onIntruder: (address) => intruders.push(address),
    ...parts,
  });
  open.push(listener);
  const listening = await listener.listen({ host: "127.0.0.1", port, keptIn: keptIn() });
  const ask = async (headers: Record<string, string> = {}, path = "/metrics", method = "GET") => {
    const answer = await fetch(`http://127.0.0.1:${listening.port}${path}`, { headers, method });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  return { ...listening, listener, ask, intruders };
}

it("without a token it is open to this machine, and not to what a proxy there passes on", async () => {
  const { ask, intruders } = await start();
  const { status, headers, text } = await ask();
  expect([status, text, headers.get("content-type")]).toEqual([200, "up 1\n", "text/plain; version=0.0.4"]);
  for (const name of ["x-forwarded-for", "forwarded", "via"]) {
    const refused = await ask({ [name]: "203.0.113.9" });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
  }
  expect(intruders).toHaveLength(3);
});

it.each([
  ...[
    "x-real-ip",
    "cf-connecting-ip",
    "x-forwarded-host",
    "x-forwarded-proto",
    "true-client-ip",
    "x-client-ip",
  ],
  ...["x-envoy-external-address", "x-request-id", "cdn-loop", "x-a-proxy-of-tomorrow", "origin", "referer"],
])("%s is a header that nobody on this machine needs", async (name) => {
  const { ask } = await start();
  expect((await ask({ [name]: "203.0.113.9" })).status).toBe(401);
});

it("what Prometheus and a browser on this machine send is plain", async () => {
  const { ask } = await start();
  const prometheus = { accept: "text/plain;version=0.0.4", "x-prometheus-scrape-timeout-seconds": "10" };
  expect((await ask({ ...prometheus, "user-agent": "Prometheus/3.0.0" })).status).toBe(200);
  expect(
    (await ask({ "accept-language": "de", "sec-fetch-mode": "navigate", "cache-control": "no-cache" }))
      .status,
  ).toBe(200);
});

/** As typed: `fetch` sets the name itself. */
function statusLine(port: number, head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(`${head}\r\n\r\n`));
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    socket.on("end", () => resolve(text.split("\r\n")[0] ?? "")).on("error", reject);
  });
}

it.each([
  ["localhost", 200],
  ["localhost:9464", 200],
  ["127.0.0.1:9464", 200],
  ["127.8.9.1", 200],
  ["[::1]:9464", 200],
  ["metrics.localhost", 200],
  ["evil.example", 401],
  ["127.0.0.1.evil.example", 401],
  ["localhost.evil.example:9464", 401],
  ["192.0.2.7", 401],
  ["", 401],
])("asked as %j it answers %i", async (host, status) => {
  const { port } = await start();
  const line = await statusLine(port, `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close`);
  expect(line).toContain(` ${status} `);
});

it("is not open to HTTP/1.0, by which the simplest proxies pass on", async () => {
  const { port } = await start();
  expect(await statusLine(port, "GET /metrics HTTP/1.0\r\nHost: 127.0.0.1")).toContain(" 401 ");
});

it("keeps its port in a folder that there is not yet, and says in words where it cannot", async () => {
  const told: string[] = [];
  const parts = { ...silent, onNotKept: (reason: string) => told.push(reason) };
  const listenIn = async (file: string) => {
    const listener = new MetricsListener(parts);
    open.push(listener);
    return (await listener.listen({ host: "127.0.0.1", port: 0, keptIn: file })).port;
  };
  const file = join(folder, "secrets", "of", "console", "metrics-port");
  const port = await listenIn(file);
  expect(await readFile(file, "utf8")).toBe(`${port}\n`);
  await listenIn("/proc/none/metrics-port");
  expect(told).toEqual([expect.stringMatching(/^the metrics port \d+ could not be kept.*ENOENT/)]);
});

it("with tokens it asks everybody for one of them", async () => {
  const { ask } = await start({ tokens: () => [hashOf("mst_the-one-before"), hashOf(token)] });
  const statusOf = async (authorization?: string) =>
    (await ask(authorization === undefined ? {} : { authorization })).status;
  expect(await statusOf(`Bearer ${token}`)).toBe(200);
  expect(await statusOf("bearer mst_the-one-before")).toBe(200);
  for (const wrong of [
    undefined,
    "Bearer ",
    `Bearer ${token}x`,
    `Basic ${token}`,
    `Bearer ${hashOf(token)}`,
  ]) {
    expect(await statusOf(wrong)).toBe(401);
  }
});

it("has one path and two methods, and hides why it could not answer", async () => {
  const told: unknown[] = [];
  const { ask } = await start({
    render: () => Promise.reject(new Error("secret detail")),
    onError: (error) => told.push(error),
  });
  expect((await ask({}, "/")).status).toBe(404);
  const posted = await ask({}, "/metrics", "POST");
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const failed = await ask();
  expect([failed.status, failed.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
  expect(failed.text).not.toContain("secret detail");
  expect(told).toHaveLength(1);
});

it("scrapes at the same time share one reading", async () => {
  let readings = 0;
  let finish = () => {};
  const read = new Promise<void>((resolve) => (finish = resolve));
  const { ask } = await start({
    render: async () => {
      readings++;
      await read;
      return { text: "up 1\n", type: "text/plain" };
    },
  });
  const asked = [ask(), ask(), ask()];
  setTimeout(finish, 200);
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(readings).toBe(1);
  await ask();
  expect(readings).toBe(2);
});

it("keeps the port that it chose, and chooses another where that is taken", async () => {
  const first = await start();
  expect(await readFile(keptIn(), "utf8")).toBe(`${first.port}\n`);
  await first.listener.close();
  const second = await start();
  expect(second.port).toBe(first.port);
  await second.listener.close();

  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(first.port, "127.0.0.1", resolve));
  const third = await start();
  expect(third.port).not.toBe(first.port);
  expect(await readFile(keptIn(), "utf8")).toBe(`${third.port}\n`);
  // One that was asked for is not replaced by another.
  await expect(start({}, first.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  taken.close();
});

it.each(["rubble", "", "70000"])("a kept port of %j is none", async (text) => {
  await writeFile(keptIn(), text);
  expect((await start()).port).toBeGreaterThan(0);
});

it("speaks TLS where files are named", async () => {
  const files = await writeCertificate(folder);
  const { port } = await start({ tls: files });
  const status = await new Promise((resolve, reject) => {
    get(
      { port, host: "127.0.0.1", servername: "localhost", path: "/metrics", ca: files.cert, agent: false },
      (answer) => resolve(answer.resume().statusCode),
    ).on("error", reject);
  });
  expect(status).toBe(200);
});
