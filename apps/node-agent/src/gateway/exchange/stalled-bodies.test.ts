import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { until } from "../../testing/until.ts";
import { nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { TestNode } from "../testing/test-node.ts";

const mebibyte = 2 ** 20;

let gateway: TestGateway;
let node: TestNode;
let sockets: Socket[];
beforeEach(async () => {
  sockets = [];
  gateway = await new TestGateway({ MERIDIAN_BODIES_MB: "8", MERIDIAN_CONNECTIONS_MAX: "100" }).start();
  node = await new TestNode("node-a", "home").start();
  await gateway.apply([{ id: "rg_home", nodes: [nodeOf(node)] }]);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await gateway.stop();
  await node.kill();
});

/** A connection to the gateway, and what has been read from it. */
async function open(): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(Number(new URL(gateway.baseUrl).port), "127.0.0.1");
  sockets.push(socket);
  let text = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { socket, text: () => text };
}

/** A client that says 1 MiB, sends all but its end and stops. */
async function stall(bytes: number): Promise<{ socket: Socket; text: () => string }> {
  const client = await open();
  const head = `POST /v1/parse HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${mebibyte}`;
  client.socket.write(`${head}\r\nx-deadline-ms: 60000\r\n\r\n${"x".repeat(bytes)}`);
  return client;
}

it("keeps bodies in flight within the budget, honest requests answered and the slowest told to come again", async () => {
  const clients: Awaited<ReturnType<typeof stall>>[] = [];
  for (let index = 0; index < 12; index++) {
    clients.push(await stall(mebibyte - 1));
    await until("it came in or gave way", () => {
      const { bodiesRefused = 0 } = gateway.counters();
      return (
        gateway.gauges().bodyBytes === Math.min(index + 1, 8) * (mebibyte - 1) || bodiesRefused > index - 8
      );
    });
  }
  const answered = () => clients.filter(({ text }) => text() !== "");
  await until("the oldest gave way", () => answered().length >= 4);
  expect(gateway.gauges().bodyBytes).toBeLessThanOrEqual(8 * mebibyte);
  expect(answered().map((client) => clients.indexOf(client))).toEqual([0, 1, 2, 3]);
  expect(clients[0]?.text()).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1\r\n[^]*"code":"UNAVAILABLE"/i);

  const honest = await gateway.parse("x".repeat(mebibyte / 2));
  expect(honest.status).toBe(200);
  expect(gateway.counters().bodiesRefused).toBeGreaterThanOrEqual(4);

  for (const { socket } of clients) socket.destroy();
  await until("all is given back", () => gateway.gauges().bodyBytes === 0);
});

it("keeps no room for clients that do not read their answers", async () => {
  const long = Buffer.alloc(32 * mebibyte, "x");
  node.behaviour = (_request, response, body) => response.end(body.length < mebibyte ? body : long);
  const slow = await Promise.all(Array.from({ length: 8 }, () => stall(mebibyte - 1)));
  for (const { socket } of slow) {
    socket.pause();
    socket.write("x");
  }
  await until("the node has answered all", () => node.received.length === slow.length);
  expect(gateway.gauges().bodyBytes).toBe(8 * mebibyte);

  const honest = await gateway.parse("x".repeat(mebibyte / 2));
  expect(honest.status).toBe(200);
  expect(gateway.gauges().bodyBytes).toBeLessThan(8 * mebibyte);
});

it("refuses connections beyond the limit, counts them, and goes on", async () => {
  for (let index = 0; index < 100; index++) await open();
  await until("it has as many as it may", () => gateway.gauges().connections === 100);
  const { socket } = await open();
  await once(socket, "close");
  expect(gateway.counters().connectionsRefused).toBeGreaterThan(0);
  for (const one of sockets.slice(0, 50)) one.destroy();
  await until("there is room", () => (gateway.gauges().connections ?? 100) <= 50);
  expect((await gateway.parse("{}")).status).toBe(200);
});
