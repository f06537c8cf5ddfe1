import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { TestGateway } from "../testing/test-gateway.ts";

const numRuns = inject("isSoak") ? 100_000 : 500;
const atOnce = 50;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await new TestGateway().start();
  await gateway.apply([{ id: "rg_home", nodes: [] }]);
});
afterAll(() => gateway.stop());

const token = fc.string({ unit: fc.constantFrom(..."ABCabc019-_:;,/?%= \t\r\n\0\x7fé"), maxLength: 30 });
const header = fc.oneof(
  fc.tuple(token, token).map(([name, value]) => `${name}: ${value}`),
  fc.constantFrom(
    "content-length: 5",
    "content-length: -1",
    "content-length: 999999999",
    "expect: 100-continue",
  ),
  fc.constantFrom(
    "transfer-encoding: chunked",
    "transfer-encoding: gzip, chunked",
    "upgrade: h2c",
    "x-deadline-ms: 0",
  ),
);
/** From a request that is nearly right to bytes that are none. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((given) => Buffer.from(given)),
  fc
    .record({
      method: fc.constantFrom("POST", "GET", "PUT", "PRI", "CONNECT", ""),
      target: fc.oneof(fc.constantFrom("/v1/parse", "/v1/where", "/readyz", "*", "//", "http://[::1"), token),
      headers: fc.array(header, { maxLength: 8 }),
      body: fc.oneof(fc.json(), token, fc.constant('{"addresses":["a"]}')),
    })
    .map(({ method, target, headers, body }) => {
      const head = [`${method} ${target} HTTP/1.1`, "host: a", ...headers].join("\r\n");
      return Buffer.from(`${head}\r\n\r\n${body}`);
    }),
);

async function send(given: Buffer): Promise<void> {
  const socket = connect(Number(new URL(gateway.baseUrl).port), "127.0.0.1");
  socket.on("error", () => undefined).resume();
  socket.end(given);
  await Promise.race([once(socket, "close"), new Promise((resolve) => setTimeout(resolve, 50))]);
  socket.destroy();
}

it("goes on answering, whatever bytes come", { timeout: 900_000 }, async () => {
  const samples = fc.sample(bytes, numRuns);
  for (let from = 0; from < samples.length; from += atOnce) {
    await Promise.all(samples.slice(from, from + atOnce).map(send));
  }
  const { status, body } = await gateway.parse();
  expect(status).toBe(503);
  expect(JSON.parse(body)).toMatchObject({ error: { code: "UNAVAILABLE" } });
});
