import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { get } from "node:https";
import { type AddressInfo, connect as plainConnect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { writeCertificate } from "./testing/certificate.ts";
import { listenerLimits } from "./limits.ts";
import { createListener, readTlsFiles } from "./tls.ts";
import { keepUpgrades } from "./upgrades.ts";

let folder: string;
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-tls-"));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(limits: object = {}) {
  const files = await writeCertificate(folder);
  const problems: string[] = [];
  server = createListener(
    limits,
    files,
    (reason) => problems.push(reason),
    (_request, response) => response.end("ok"),
  );
  keepUpgrades(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  /** The status, or why the connection is not trusted. */
  const ask = (ca: string) =>
    new Promise<number | string>((resolve) => {
      get({ port, host: "127.0.0.1", servername: "localhost", ca, agent: false }, (response) =>
        resolve(response.resume().statusCode ?? 0),
      ).on("error", ({ message }) => resolve(message));
    });
  return { files, problems, port, ask };
}

it("serves a renewed pair without a restart, and keeps the one before where the new one is of no use", async () => {
  const { files, problems, ask } = await open();
  expect(await ask(files.cert)).toBe(200);

  const renewed = await writeCertificate(folder);
  const renewedIsServed = async () => (await ask(renewed.cert)) === 200;
  await vi.waitFor(async () => expect(await renewedIsServed()).toBe(true), {
    timeout: 30_000,
    interval: 200,
  });
  expect(await ask(files.cert)).not.toBe(200);

  await writeFile(files.keyFile, "rubble");
  await vi.waitFor(() => expect(problems).toHaveLength(1), { timeout: 30_000, interval: 200 });
  expect(await ask(renewed.cert)).toBe(200);
});

it("answers an offer of h2c inside TLS as HTTP/1.1", async () => {
  const { files, port } = await open();
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca: files.cert });
  await once(socket, "secureConnect");
  socket.write(
    "GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMA\r\n\r\n",
  );
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
});

it("ends a connection that does not finish its handshake", async () => {
  expect(listenerLimits(60_000).handshakeTimeout).toBeLessThanOrEqual(10_000);
  const { port } = await open({ ...listenerLimits(60_000), handshakeTimeout: 50 });
  const silent = plainConnect(port, "127.0.0.1").on("error", () => undefined);
  const halfway = plainConnect(port, "127.0.0.1").on("error", () => undefined);
  // The head of a ClientHello, whose rest never comes.
  halfway.write(Buffer.from([22, 3, 1, 2, 0, 1]));
  for (const socket of [silent, halfway]) socket.resume();
  await Promise.all([silent, halfway].map((socket) => once(socket, "close")));
});

it.each([
  ["half a pair", { MERIDIAN_TLS_CERT_FILE: "cert.pem" }, /^MERIDIAN_TLS_KEY_FILE: needed beside/],
  ["the other half", { MERIDIAN_TLS_KEY_FILE: "key.pem" }, /^MERIDIAN_TLS_CERT_FILE: needed beside/],
  [
    "files that are not there",
    { MERIDIAN_TLS_CERT_FILE: "/nowhere/cert.pem", MERIDIAN_TLS_KEY_FILE: "/nowhere/key.pem" },
    /ENOENT.*\/nowhere\/cert\.pem/,
  ],
])("%s is refused in words", (_what, given, message) => {
  expect(() => readTlsFiles(given)).toThrow(message);
});

it("a key that does not belong to the certificate is refused, a pair that does is taken, and none is HTTP", async () => {
  const { certFile } = await writeCertificate(folder);
  const other = await mkdtemp(join(folder, "other-"));
  const { keyFile } = await writeCertificate(other);
  const given = { MERIDIAN_TLS_CERT_FILE: certFile, MERIDIAN_TLS_KEY_FILE: keyFile };
  expect(() => readTlsFiles(given)).toThrow(/MERIDIAN_TLS_CERT_FILE, MERIDIAN_TLS_KEY_FILE: .*mismatch/i);
  const own = { ...given, MERIDIAN_TLS_KEY_FILE: join(folder, "key.pem") };
  expect(readTlsFiles(own)).toEqual({ certFile, keyFile: join(folder, "key.pem") });
  expect(readTlsFiles({})).toBeNull();
});
