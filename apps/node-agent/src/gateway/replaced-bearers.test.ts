import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundledModelsDir, describeModel, testSnapshot } from "../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../testing/serving-node.ts";
import { testBearers, testGatewayBearers } from "../testing/test-bearers.ts";
import { until } from "../testing/until.ts";
import { TestGateway } from "./testing/test-gateway.ts";

const [old, young] = ["the-old-bearer-00001", "the-new-bearer-00001"];

describe("a gateway and a node with bearers of their own", () => {
  let gateway: TestGateway;
  let node: ServingNode;

  beforeAll(async () => {
    gateway = await new TestGateway().start();
    node = await startNode(null);
    const model = await describeModel(join(bundledModelsDir, "compact"));
    await node.plane.apply({ ...testSnapshot([model]), bearers: undefined });
    await until("ready", () => fetch(`${node.url}/readyz`).then(({ ok }) => ok));
    const own = { id: "ag_1", name: "node-1", url: node.url, state: "active" as const, weight: 1 };
    await gateway.plane.useBearers(testGatewayBearers({ ag_1: [old] }), false);
    await gateway.apply([{ id: "rg_home", nodes: [own] }], { probeIntervalMs: 100 });
  });
  afterAll(async () => {
    await gateway.stop();
    await node.stop();
  });
  beforeEach(async () => {
    await node.plane.useBearers(testBearers([old]), false);
    await gateway.plane.useBearers(testGatewayBearers({ ag_1: [old] }), false);
  });

  const nodeHears = () => node.plane.useBearers(testBearers([young], { before: [old] }), false);
  const gatewayHears = () => gateway.plane.useBearers(testGatewayBearers({ ag_1: [young, old] }), false);
  const oldEnds = () => node.plane.useBearers(testBearers([young]), false);
  const orders: [string, (() => Promise<unknown>)[]][] = [
    ["the node hears of it first", [nodeHears, gatewayHears, oldEnds]],
    ["the gateway hears of it first", [gatewayHears, nodeHears, oldEnds]],
    ["the node is away and goes by the old one", [gatewayHears]],
    ["the old one ends before the gateway was shown the way", [gatewayHears, oldEnds]],
  ];

  it.each(orders)("lose no request while one is replaced: %s", async (_, steps) => {
    let isOver = false;
    const statuses: number[] = [];
    const worker = async () => {
      while (!isOver) statuses.push((await gateway.parse()).status);
    };
    const working = Array.from({ length: 8 }, worker);
    for (const step of [...steps, () => Promise.resolve()]) {
      const before = statuses.length;
      await step();
      await until("requests went on", () => statuses.length > before + 40);
    }
    isOver = true;
    await Promise.all(working);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(gateway.plane.outOfRotation?.()).toEqual([]);
  });

  it("ends a revoked gateway's requests at once, with a bounded number of tries", async () => {
    await node.plane.useBearers(testBearers([]), false);
    await gateway.plane.useBearers(testGatewayBearers({ ag_1: [young, old] }), false);
    const { status, body, attempts } = await gateway.parse();
    expect([status, attempts]).toEqual([503, "4"]);
    expect(body).toContain("does not accept this gateway");
  });

  it("leaves out a node that it has no bearer for, and says why", async () => {
    await gateway.plane.useBearers(testGatewayBearers({}), false);
    expect(gateway.plane.outOfRotation?.()).toMatchObject([{ nodeId: "ag_1", rule: "no-bearer" }]);
    expect((await gateway.parse()).status).toBe(503);
    const hash = gateway.plane.effective();
    await gateway.plane.useBearers(testGatewayBearers({ ag_1: [old] }), false);
    expect(gateway.plane.outOfRotation?.()).toEqual([]);
    expect((await gateway.parse()).status).toBe(200);
    expect(gateway.plane.effective()).toEqual(hash);
  });

  it("shows the bearer of a snapshot to a node of a console that gives none of its own", async () => {
    await node.plane.apply({
      ...testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]),
      bearers: [young],
    });
    const own = {
      id: "ag_1",
      name: "node-1",
      url: node.url,
      state: "active" as const,
      weight: 1,
      bearer: young,
    };
    await gateway.apply([{ id: "rg_home", nodes: [own] }], { probeIntervalMs: 100 });
    await node.plane.useBearers(testBearers([]), false);
    await until("in rotation", () => gateway.plane.outOfRotation?.().length === 0);
    expect((await gateway.parse()).status).toBe(200);
  });
});
