import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OneWayLink } from "../testing/one-way-link.ts";
import { load, nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { answerAfterRun, TestNode } from "../testing/test-node.ts";

let near: TestGateway;
let far: TestGateway;
let a: TestNode;
let b: TestNode;
let link: OneWayLink;

/** One gateway reaches node a over a link that can lose a direction, the other directly; both know 200 answers. */
beforeEach(async () => {
  [a, b] = await Promise.all([new TestNode("node-a", "rg").start(), new TestNode("node-b", "rg").start()]);
  for (const node of [a, b]) node.behaviour = answerAfterRun(() => 1);
  link = await new OneWayLink(a.url).start();
  [near, far] = await Promise.all([new TestGateway().start(), new TestGateway().start()]);
  await far.apply([region({ id: a.id, url: link.url }, b)], { probeIntervalMs: 100 });
  await near.apply([region(a, b)], { probeIntervalMs: 100 });
  await Promise.all([far, near].map((gateway) => load(gateway, { total: 200, width: 4 })));
});
afterEach(async () => {
  link.stop();
  await Promise.all([near.stop(), far.stop(), a.kill(), b.kill()]);
});

const region = (...nodes: { id: string; url: string }[]) => ({
  id: "rg",
  nodes: nodes.map((node) => nodeOf(node)),
});

describe("a partition of one direction, between one gateway and one node", () => {
  it.each(["there", "back"] as const)("costs no request when the way %s is lost", async (direction) => {
    link.lose(direction);
    const [round, direct] = await Promise.all([
      load(far, { total: 200, width: 4 }),
      load(near, { total: 200, width: 4 }),
    ]);
    expect([...round, ...direct].filter(({ status }) => status !== 200)).toEqual([]);
    expect(round.at(-1)?.node).toBe("node-b");
    expect(far.plane.outOfRotation?.()).toMatchObject([{ nodeId: "node-a" }]);
    expect(direct.filter(({ node }) => node === "node-a").length).toBeGreaterThan(60);
    expect(near.plane.outOfRotation?.()).toEqual([]);
  });

  it("is over for the gateway when its probes come through again", async () => {
    link.lose("back");
    const isOut = () => far.plane.outOfRotation?.().length !== 0;
    await expect.poll(isOut, { timeout: 30_000 }).toBe(true);
    link.mend();
    await expect.poll(isOut, { timeout: 30_000 }).toBe(false);
    await expect.poll(async () => (await far.parse()).node, { timeout: 30_000, interval: 5 }).toBe("node-a");
  });
});
