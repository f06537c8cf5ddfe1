import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { parseHeaders, ParseResponse, parseStreamType } from "@meridian/contracts/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModelsDir, describeModel, testBearer, testSnapshot } from "../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../testing/serving-node.ts";
import { until } from "../testing/until.ts";
import { TestGateway } from "./testing/test-gateway.ts";

async function nextChunk(body: Readable): Promise<unknown> {
  await once(body, "readable");
  return body.read();
}

describe("a gateway before a real node", () => {
  let gateway: TestGateway;
  let node: ServingNode;

  beforeAll(async () => {
    gateway = await new TestGateway().start();
    node = await startNode(null);
    const own = {
      id: "ag_1",
      name: "node-1",
      url: node.url,
      bearer: testBearer,
      state: "active" as const,
      weight: 1,
    };
    await gateway.apply([{ id: "rg_home", nodes: [own] }], { probeIntervalMs: 100 });
  });
  afterAll(async () => {
    await gateway.stop();
    await node.stop();
  });

  it("says why the node is not ready, and takes it in once it is", async () => {
    await until("out of rotation", () => gateway.plane.outOfRotation?.()[0]?.rule === "not-ready");
    expect(gateway.plane.outOfRotation?.()[0]?.evidence).toMatch(/^\/readyz answered 503: \w+/);
    expect((await gateway.parse()).status).toBe(503);
    await node.plane.apply(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
    await until("in rotation", () => gateway.plane.outOfRotation?.().length === 0);
  });

  it("keeps a new node out of the sum until it is ready, and tells the console that it found it so", async () => {
    const own = { bearer: testBearer, state: "active" as const, weight: 1 };
    const serving = { id: "ag_1", name: "node-1", url: node.url, ...own };
    const loading = await startNode(null);
    const added = { id: "ag_2", name: "node-2", url: loading.url, isUnproven: true as const, ...own };
    const abroad = { id: "rg_abroad", state: "active" as const, weight: 0, nodes: [] };
    try {
      await gateway.apply([{ id: "rg_home", nodes: [serving, added] }, abroad], { probeIntervalMs: 100 });
      await until("out", () => gateway.plane.outOfRotation?.()[0]?.rule === "unproven");
      const healthyShare = async () => {
        const { body } = await gateway.plane.command({ kind: "routing" });
        return (body as { regions: { healthyShare: number }[] }).regions[0]?.healthyShare;
      };
      expect(await healthyShare()).toBe(1);
      expect(gateway.plane.proven?.()).toEqual([]);
      await loading.plane.apply(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
      await until("proven", () => gateway.plane.proven?.()[0] === "ag_2");
      expect(gateway.plane.outOfRotation?.()).toEqual([]);
      await loading.stop();
      await until("a loss", async () => (await healthyShare()) === 0.5);
    } finally {
      await loading.stop().catch(() => undefined);
      await gateway.apply([{ id: "rg_home", nodes: [serving] }], { probeIntervalMs: 100 });
    }
  });

  it("brings elements and errors in the order asked, with both sides' timings", async () => {
    const ack = await gateway.plane.command({
      kind: "parse",
      requestId: "r-1",
      addresses: ["浙江省杭州市余杭区文一西路969号", 7],
      deadlineMs: 5000,
    });
    expect(ack.status).toBe(200);
    const { results, requestId } = ParseResponse.parse(ack.body);
    expect(requestId).toBe("r-1");
    expect(results[0]).toMatchObject({
      elements: expect.arrayContaining([expect.objectContaining({ type: "prov" })]),
    });
    expect(results[1]).toMatchObject({ error: { code: "not-a-string" } });
    for (const stage of ["run", "total", "gateway-pick", "gateway-total"]) {
      expect(ack.serverTiming).toMatch(new RegExp(`(^|, )${stage};dur=`));
    }
  });

  it("passes on what is asked for beside elements, over the console's link and over HTTP", async () => {
    const asked = { addresses: ["西湖区文三路138号 13812345678"], include: ["resolution", "rest"] };
    const expected = {
      resolution: { adcode: "330106" },
      rest: [{ text: "13812345678", start: 11, end: 22 }],
    };
    const command = { kind: "parse", requestId: "r", deadlineMs: 5000, region: "杭州", ...asked } as const;
    const ack = await gateway.plane.command(command);
    expect(ParseResponse.parse(ack.body).results[0]).toMatchObject(expected);
    const answer = await gateway.parse(JSON.stringify({ ...asked, region: "330100" }));
    expect(JSON.parse(answer.body).results[0]).toMatchObject(expected);
    const unheardOf = { ...command, include: ["verdict"] };
    expect(await gateway.plane.command(unheardOf)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("expected address, resolution, contact or rest") },
    });
  });

  it("counts the console's own requests apart on both sides, and believes nobody else that it is the console", async () => {
    const countersOf = () => [gateway.plane, node.plane].map((plane) => plane.sample(false).counters);
    const sinceOf = (before: readonly Record<string, number>[]) =>
      countersOf().map((counters, side) =>
        Object.fromEntries(
          ["requests", "ok", "serverErrors", "clientErrors", "testRequests"].map((name) => [
            name,
            (counters[name] ?? 0) - (before[side]?.[name] ?? 0),
          ]),
        ),
      );
    const nothing = { requests: 0, ok: 0, serverErrors: 0, clientErrors: 0, testRequests: 0 };
    for (const plane of [gateway.plane, node.plane]) plane.sample(true);
    const before = countersOf();
    const command = {
      kind: "parse" as const,
      requestId: "r-2",
      addresses: ["杭州市文三路1号"],
      deadlineMs: 5000,
    };
    expect((await gateway.plane.command(command)).status).toBe(200);
    expect((await gateway.plane.command({ ...command, version: "no-such" })).status).toBe(404);
    for (const plane of [gateway.plane, node.plane]) {
      expect(plane.sample(true).histograms.filter(({ stage }) => stage === "total")).toEqual([]);
    }
    expect(sinceOf(before)).toEqual([
      { ...nothing, testRequests: 2 },
      { ...nothing, testRequests: 2 },
    ]);

    const { statusCode, body } = await gateway.connections.request({
      path: "/v1/parse",
      method: "POST",
      headers: { "content-type": "application/json", [parseHeaders.test]: "true" },
      body: JSON.stringify({ addresses: command.addresses }),
    });
    await body.text();
    expect(statusCode).toBe(200);
    expect(sinceOf(before)).toEqual([
      { ...nothing, requests: 1, ok: 1, testRequests: 2 },
      { ...nothing, requests: 1, ok: 1, testRequests: 2 },
    ]);
  });

  it("passes a streamed answer on as it comes, and a caller's hanging up", async () => {
    const addresses = Array.from(
      { length: 8000 },
      (_, i) => `杭州市${String.fromCodePoint(0x4e00 + i)}路${i}号`,
    );
    const inFlight = () => node.plane.sample(false).gauges.inFlight;
    const { headers, body } = await gateway.connections.request({
      path: "/v1/parse",
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: parseStreamType,
        [parseHeaders.explain]: "true",
        [parseHeaders.deadline]: "600000",
      },
      body: JSON.stringify({ addresses }),
    });
    expect(headers["content-type"]).toBe(parseStreamType);
    const [first = ""] = String(await nextChunk(body)).split("\n", 1);
    expect(JSON.parse(first)).toMatchObject({ explain: { source: "run" } });
    expect(inFlight()).toBe(1);
    body.on("error", () => undefined).destroy();
    await until("nothing is left of it", () => inFlight() === 0);
  });

  it("passes the node's refusals on", async () => {
    expect((await gateway.parse('{"addresses":[]}')).status).toBe(400);
    expect((await gateway.parse("{")).status).toBe(400);
    const many = JSON.stringify({ addresses: Array.from({ length: 257 }, () => "上海市") });
    expect((await gateway.parse(many)).status).toBe(400);
    expect((await gateway.parse(undefined, { "x-meridian-version": "unheard-of" })).status).toBe(404);
  });
});
