import { WhereAnswer } from "@meridian/contracts/wire";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { TestNode } from "../testing/test-node.ts";

const gatewayOf = (id: string, region: string) => ({ id, name: id, region, url: `http://${id}:8080` });
const gateways = [
  gatewayOf("ag_gateway", "region-0"),
  gatewayOf("second", "region-1"),
  gatewayOf("unheard", "region-9"),
  gatewayOf("beside", "home"),
];

let gateway: TestGateway;
let node: TestNode;
beforeEach(async () => {
  gateway = await new TestGateway().start();
  node = await new TestNode("node-a", "region-1").start();
});
afterEach(() => Promise.all([gateway.stop(), node.kill()]));

async function where() {
  const { status, body } = await gateway.get("/v1/where");
  return status === 200 ? WhereAnswer.parse(JSON.parse(body)) : status;
}

it("answers 503 before the first table", async () => {
  expect(await where()).toBe(503);
});

it("tells the gateway and the others, nearest first, and never a bearer", async () => {
  const regions = [
    { id: "a", nodes: [] },
    { id: "b", nodes: [nodeOf(node)] },
  ];
  await gateway.plane.apply({ ...gateway.snapshot(regions, { probeIntervalMs: 100 }), gateways });
  await vi.waitFor(
    async () => {
      const answer = await where();
      expect(answer).toMatchObject({
        gateway: { name: "gateway", region: "home" },
        alternatives: [
          { name: "beside", region: "home", url: "http://beside:8080", roundTripMs: null },
          { name: "second", roundTripMs: expect.any(Number) },
          { name: "unheard", roundTripMs: null },
        ],
      });
    },
    { timeout: 30_000 },
  );
  expect((await gateway.get("/v1/where")).body).not.toContain("bearer");
});

it("names a gateway no longer once a snapshot leaves it out", async () => {
  const snapshot = gateway.snapshot([{ id: "a", nodes: [] }]);
  const names = async () => {
    const answer = await where();
    return typeof answer === "number" ? answer : answer.alternatives.map(({ name }) => name).toSorted();
  };
  await gateway.plane.apply({ ...snapshot, gateways });
  expect(await names()).toEqual(["beside", "second", "unheard"]);
  const left = gateways.filter(({ id }) => id !== "second");
  await gateway.plane.apply({ ...snapshot, gateways: left });
  expect(await names()).toEqual(["beside", "unheard"]);
});

it("names nobody else while its console knows nothing of gateways", async () => {
  await gateway.apply([{ id: "a", nodes: [] }]);
  expect(await where()).toEqual({ gateway: { name: "gateway", region: "home" }, alternatives: [] });
});
