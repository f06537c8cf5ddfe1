import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GatewayEffective, RotationView, TelemetryFrame } from "@meridian/contracts/wire";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { load, nodeOf, TestGateway } from "./testing/test-gateway.ts";
import { answerStatus, neverAnswer, TestNode } from "./testing/test-node.ts";

/** A loaded machine needs longer than a second. */
const patience = { timeout: 30_000 };

let gateway: TestGateway;
let a: TestNode;
let b: TestNode;

beforeEach(async () => {
  gateway = await new TestGateway().start();
  a = await new TestNode("node-a", "home").start();
  b = await new TestNode("node-b", "home").start();
});

afterEach(async () => {
  await gateway.stop();
  await Promise.all([a.kill(), b.kill()]);
});

const home = () => [{ id: "rg_home", nodes: [nodeOf(a), nodeOf(b)] }];
const parse = { kind: "parse" as const, requestId: "r-1", addresses: ["浙江省", 7], deadlineMs: 2000 };

describe("obeying", () => {
  it("refuses a snapshot for another role and nodes that come twice, with the field", async () => {
    await gateway.apply(home());
    const before = gateway.plane.effective();
    const twice = { id: "rg_home", nodes: [nodeOf(a), nodeOf(a)] };
    expect(await gateway.apply([twice])).toMatchObject({ ok: false, field: "regions.0.nodes.1.id" });
    expect(await gateway.apply([...home(), ...home()])).toMatchObject({ ok: false, field: "regions.1.id" });
    expect(gateway.plane.effective()).toEqual(before);
  });

  it("reports the table in use by a hash without secrets", async () => {
    expect(GatewayEffective.parse(gateway.plane.effective())).toMatchObject({
      isReady: false,
      tableHash: null,
    });
    await gateway.apply(home());
    const hash = GatewayEffective.parse(gateway.plane.effective()).tableHash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    await gateway.apply([
      { id: "rg_home", nodes: [nodeOf(a, { bearer: "another-bearer-00000" }), nodeOf(b)] },
    ]);
    expect(gateway.plane.effective()).toMatchObject({ tableHash: hash });
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a, { weight: 1 }), nodeOf(b)] }]);
    expect(gateway.plane.effective()).not.toMatchObject({ tableHash: hash });
  });

  it("tells when a node leaves rotation, and why", async () => {
    const told = vi.fn();
    await gateway.apply(home());
    gateway.plane.onEffectiveChange(told);
    await a.kill();
    await load(gateway, { total: 4, width: 1 });
    expect(told).toHaveBeenCalled();
    const [view] = (gateway.plane.outOfRotation?.() ?? []).map((one) => RotationView.parse(one));
    expect(view).toMatchObject({ nodeId: "node-a", isIn: false });
    expect(view?.evidence).toContain("ECONNREFUSED");
    expect(gateway.plane.outcome()).toEqual({ outcome: "converged", reason: null });
  });

  it("takes an answer without an end for no answer, to a probe and to the console's own request", async () => {
    const endless = createServer((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, " ")));
      };
      response.on("drain", pour);
      pour();
    });
    await once(endless.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void endless.close().closeAllConnections());
    const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a, { url })] }], { probeIntervalMs: 100 });
    const evidence = () => gateway.plane.outOfRotation?.()[0]?.evidence;
    await expect.poll(evidence, { timeout: 30_000 }).toMatch(/\/readyz: .*MAX_SIZE/);

    const text = "x".repeat(1_000_000);
    a.behaviour = (_request, response) => response.end(JSON.stringify({ text }));
    await gateway.apply(home());
    const ack = await gateway.plane.command({ ...parse, nodeId: "node-a" });
    expect(ack).toMatchObject({ status: 502, body: { detail: expect.stringContaining("too long") } });
  });

  it("keeps what it knows of a node when only limits or weights change", async () => {
    await gateway.apply(home());
    await a.kill();
    await load(gateway, { total: 4, width: 1 });
    await gateway.apply(home(), { connectionsPerNode: 8 });
    expect(gateway.plane.outOfRotation?.()).toHaveLength(1);
  });
});

describe("telemetry", () => {
  it("counts requests, retries and targets, and times each stage", async () => {
    await gateway.apply(home());
    a.behaviour = answerStatus(503);
    await load(gateway, { total: 2, width: 1 });
    const parts = gateway.plane.sample(true);
    const frame = TelemetryFrame.parse({ bootId: "boot", seq: 0, uptimeMs: 1, ...parts });
    expect(frame.counters).toMatchObject({ requests: 2, ok: 2, retries: 1, serverErrors: 0 });
    expect(frame.gauges).toMatchObject({ inFlight: 0, nodes: 2 });
    expect(frame.histograms.map(({ stage, version }) => [stage, version])).toEqual(
      expect.arrayContaining([
        ["total", ""],
        ["pick", ""],
        ["connect", ""],
        ["upstream", ""],
      ]),
    );
    expect(frame.targets).toEqual([
      ["node-a", 1, 1, 1],
      ["node-b", 1, 1, 0],
    ]);
    expect(gateway.plane.sample(true)).toMatchObject({ histograms: [], targets: [] });
  });

  it("counts targets anew for each table that routes differently", async () => {
    await gateway.apply(home());
    await load(gateway, { total: 4, width: 1 });
    await gateway.apply(home(), { deadlineMsDefault: 6000 });
    const before = gateway.plane.sample(false);
    await load(gateway, { total: 4, width: 1 });
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a, { state: "drain" }), nodeOf(b)] }]);
    await load(gateway, { total: 2, width: 1 });
    const after = gateway.plane.sample(false);
    const both = [
      ["node-a", 2, 2, 0],
      ["node-b", 2, 2, 0],
    ];
    expect(before).toMatchObject({ table: 1, targets: both });
    expect(after).toMatchObject({ table: 2, targets: [["node-b", 2, 2, 0]] });
  });
});

describe("commands", () => {
  it("parse takes the same path as a client's request", async () => {
    await gateway.apply(home());
    const ack = await gateway.plane.command({ ...parse, version: "compact-1" });
    expect(ack).toMatchObject({ status: 200, body: { addresses: ["浙江省", 7] } });
    expect(ack.serverTiming).toMatch(/gateway-total/);
    const received = [...a.received, ...b.received][0];
    expect(received?.headers).toMatchObject({ "x-request-id": "r-1", "x-meridian-version": "compact-1" });
  });

  it("parse at one node asks that node and no other", async () => {
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a), nodeOf(b, { state: "cordon" })] }]);
    expect(await gateway.plane.command({ ...parse, nodeId: "node-b" })).toMatchObject({ status: 200 });
    b.behaviour = answerStatus(503);
    expect(await gateway.plane.command({ ...parse, nodeId: "node-b" })).toMatchObject({ status: 503 });
    expect(a.received).toEqual([]);
    expect(await gateway.plane.command({ ...parse, nodeId: "node-z" })).toMatchObject({
      status: 404,
      body: { error: { code: "NOT_FOUND", requestId: "r-1" } },
    });
  });

  it("parse ends at its deadline", async () => {
    a.behaviour = neverAnswer;
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a)] }]);
    expect(await gateway.plane.command({ ...parse, deadlineMs: 30 })).toMatchObject({ status: 504 });
  });

  it("routing shows shares and rotation, and no bearer", async () => {
    await gateway.apply(home());
    const ack = await gateway.plane.command({ kind: "routing" });
    expect(ack.body).toMatchObject({
      regions: [{ share: 1, nodes: [{ id: "node-a", share: 0.5, rotation: null }, {}] }],
    });
    expect(JSON.stringify(ack)).not.toContain("bearer");
  });
});

describe("starting", () => {
  it("says when the port is taken", async () => {
    const taken = Number(new URL(gateway.baseUrl).port);
    const second = new TestGateway({ MERIDIAN_PORT: String(taken) });
    await expect(second.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
    await second.stop();
  });
});

describe("stopping", () => {
  it("finishes what is in flight", async () => {
    let answer: (() => void) | undefined;
    a.behaviour = (_request, response, body) => {
      answer = () => response.end(body);
    };
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a)] }]);
    const reply = gateway.parse();
    await vi.waitFor(() => expect(answer).toBeDefined(), patience);
    const stopped = gateway.plane.stop(5000);
    answer?.();
    expect((await reply).status).toBe(200);
    await stopped;
  });

  it("cuts off at the deadline what does not finish", async () => {
    a.behaviour = neverAnswer;
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a)] }]);
    const reply = gateway.parse();
    await vi.waitFor(() => expect(a.received.length).toBe(1), patience);
    await Promise.all([gateway.plane.stop(50), expect(reply).rejects.toThrow()]);
  });

  it("does not wait for a node that left the table with a request in flight", async () => {
    a.behaviour = neverAnswer;
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(a)] }]);
    const reply = gateway.parse();
    await vi.waitFor(() => expect(a.received.length).toBe(1), patience);
    await gateway.apply([{ id: "rg_home", nodes: [nodeOf(b)] }]);
    expect((await gateway.parse()).node).toBe("node-b");
    await Promise.all([gateway.plane.stop(50), expect(reply).rejects.toThrow()]);
  });
});
