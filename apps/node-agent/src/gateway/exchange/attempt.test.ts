import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { answerOk, TestNode } from "../testing/test-node.ts";

/** A loaded machine needs longer than a second. */
const patience = { timeout: 30_000 };

let gateway: TestGateway;
let node: TestNode;

beforeEach(async () => {
  gateway = await new TestGateway().start();
  node = await new TestNode("node-a", "home").start();
});

afterEach(async () => {
  await gateway.stop();
  await node.kill();
});

it("a request that expires while it waits for a connection is never sent, and costs no connection", async () => {
  const held: (() => void)[] = [];
  node.behaviour = (_request, response, body) => held.push(() => response.end(body));
  await gateway.apply([{ id: "rg_home", nodes: [nodeOf(node)] }], {
    connectionsPerNode: 1,
    probeIntervalMs: 60_000,
  });
  const first = gateway.parse('{"addresses":["first"]}');
  await vi.waitFor(() => expect(held.length).toBe(1), patience);
  const opened = node.connectionsOpened;

  const expired = await gateway.parse('{"addresses":["expired"]}', { "x-deadline-ms": "30" });
  expect(expired.status).toBe(504);
  node.behaviour = answerOk;
  held.forEach((answer) => answer());
  expect((await first).status).toBe(200);
  expect((await gateway.parse('{"addresses":["third"]}')).status).toBe(200);

  expect(node.received.map(({ body }) => body)).toEqual([
    '{"addresses":["first"]}',
    '{"addresses":["third"]}',
  ]);
  expect(node.connectionsOpened).toBe(opened);
});
