import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { load, nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { answerAfterRun, TestNode } from "../testing/test-node.ts";

let gateway: TestGateway;
let nodes: TestNode[];

beforeEach(async () => {
  gateway = await new TestGateway().start();
  nodes = await Promise.all(["node-a", "node-b", "node-c"].map((id) => new TestNode(id, "home").start()));
  const weighted = nodes.map((node, index) => nodeOf(node, { weight: [50, 30, 20][index] ?? 0 }));
  await gateway.apply([{ id: "rg_home", nodes: weighted }]);
});

afterEach(async () => {
  await gateway.stop();
  await Promise.all(nodes.map((node) => node.kill()));
});

type Routing = {
  regions: { nodes: { id: string; healthFactor: number; rotation: { rule: string } | null }[] }[];
};

async function slowest(): Promise<Routing["regions"][number]["nodes"][number] | undefined> {
  const { body } = await gateway.plane.command({ kind: "routing" });
  return (body as Routing).regions[0]?.nodes[0];
}

/** Nodes only say how long they ran: nothing here depends on the machine's speed. */
it("takes traffic off a node that says its runs take 20 times as long, and gives it back", async () => {
  let runMs = 7;
  nodes.forEach((node, index) => (node.behaviour = answerAfterRun(() => (index === 0 ? runMs : 7))));
  // Fewer than a hundred answers of it in all: by these it would be found late as well, and ejected.
  await load(gateway, { total: 80, width: 2 });
  expect(await slowest()).toMatchObject({ healthFactor: 1, rotation: null });

  runMs = 140;
  await vi.waitUntil(async () => {
    await load(gateway, { total: 10, width: 1 });
    return (await slowest())?.rotation?.rule === "slow";
  }, 30_000);
  const before = nodes[0]?.received.length ?? 0;
  await load(gateway, { total: 200, width: 2 });
  // Half of them were its share; a tenth is what is left, give or take (six standard deviations).
  expect((nodes[0]?.received.length ?? 0) - before).toBeLessThan(50);
  const [view] = gateway.plane.outOfRotation?.() ?? [];
  expect(view).toMatchObject({ nodeId: "node-a", rule: "slow" });
  expect(view?.evidence).toMatch(/^runs take [0-9.]+ times as long as usual$/);

  // Without a request from anybody: the gateway's own probes show it.
  runMs = 7;
  await vi.waitUntil(async () => (await slowest())?.healthFactor === 1, 30_000);
});
