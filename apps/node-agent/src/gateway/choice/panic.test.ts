import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { load, nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { answerOk, answerStatus, TestNode } from "../testing/test-node.ts";

const probeIntervalMs = 50;

let gateway: TestGateway;
let gone: TestNode[];
let ejected: TestNode;
let survivor: TestNode;

/**
 * Of four nodes one was ejected, then two said that they are not ready: a quarter of the only region is healthy, so the
 * ejection is ignored.
 */
beforeEach(async () => {
  const nodes = ["node-a", "node-b", "node-c", "node-d"].map((name) => new TestNode(name, "rg"));
  const [a, b, c, d] = (await Promise.all(nodes.map((node) => node.start()))) as FourNodes;
  [gone, ejected, survivor] = [[a, b], c, d];
  gateway = await new TestGateway().start();
  await gateway.apply([{ id: "rg", nodes: nodes.map((node) => nodeOf(node)) }], { probeIntervalMs });
  ejected.behaviour = answerStatus(502);
  await expect.poll(askedAndOut, { timeout: 30_000 }).toEqual(["node-c"]);
  for (const node of gone) node.isReady = false;
  await expect.poll(outOfRotation, { timeout: 30_000 }).toEqual(["node-a", "node-b"]);
});
afterEach(async () => {
  await Promise.all([gateway.stop(), ...[...gone, ejected, survivor].map((node) => node.kill())]);
});

type FourNodes = [TestNode, TestNode, TestNode, TestNode];

const outOfRotation = () => gateway.plane.outOfRotation?.().map(({ nodeId }) => nodeId);

async function askedAndOut() {
  await gateway.parse();
  return outOfRotation();
}

describe("panic", () => {
  it("asks what was ejected by soft evidence, and never what is hard-down, though that would answer", async () => {
    ejected.behaviour = answerOk;
    const asked = gone.map(({ received }) => received.length);
    const replies = await load(gateway, { total: 100, width: 4 });
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(replies.filter(({ node }) => node === "node-c").length).toBeGreaterThan(40);
    expect(gone.map(({ received }) => received.length)).toEqual(asked);
    expect(await gateway.plane.command({ kind: "routing" })).toMatchObject({
      body: { regions: [{ isPanic: true, healthyShare: 0.25 }] },
    });
  });

  it("answers 429 when the survivors are full, and asks nobody else", async () => {
    ejected.behaviour = survivor.behaviour = answerStatus(429);
    const asked = gone.map(({ received }) => received.length);
    const replies = await load(gateway, { total: 100, width: 4 });
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([429]));
    expect(gone.map(({ received }) => received.length)).toEqual(asked);
  });

  it("answers 503 at once when nobody is left, and serves again with the first that is back", async () => {
    for (const node of [ejected, survivor]) node.isReady = false;
    await expect.poll(() => outOfRotation()?.length, { timeout: 30_000 }).toBe(4);
    expect(await gateway.parse()).toMatchObject({ status: 503 });
    survivor.isReady = true;
    await expect.poll(async () => (await gateway.parse()).node, { timeout: 30_000 }).toBe("node-d");
  });
});
