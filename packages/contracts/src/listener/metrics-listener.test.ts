import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { createServer } from "node:net";
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

async function start(parts: Partial<MetricsListenerParts> = {}, port = 0) {
  const intruders: string[] = [];
  const listener = new MetricsListener({
    tls: null,
    onTlsProblem: () => undefined,
    tokens: () => [],
    render: () => Promise.resolve({ text: "up 1\n", type: "text/plain; version=0.0.4" }),
    onIntruder: (address) => intruders.push(address),
    onError: () => undefined,
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
