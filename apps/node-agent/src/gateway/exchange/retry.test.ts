import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { load, nodeOf, TestGateway } from "../testing/test-gateway.ts";
import {
  answerAfterRun,
  answerStatus,
  type Behaviour,
  resetConnection,
  TestNode,
} from "../testing/test-node.ts";

let gateway: TestGateway;
let a: TestNode;
let b: TestNode;
beforeEach(async () => {
  [a, b] = await Promise.all([new TestNode("node-a", "rg").start(), new TestNode("node-b", "rg").start()]);
});
afterEach(() => Promise.all([gateway.stop(), a.kill(), b.kill()]));

const home = (...nodes: { id: string; url: string }[]) => ({ id: "rg", nodes: nodes.map((n) => nodeOf(n)) });
const asked = () => a.received.length + b.received.length;

/** On a clock that stands still the budget is that of one window, to the request. */
async function withStandingClock(behaviour: Behaviour): Promise<void> {
  a.behaviour = b.behaviour = behaviour;
  gateway = await new TestGateway({}, new FakeClock()).start();
  await gateway.apply([home(a, b)], { probeIntervalMs: 60_000 });
}

describe("a second attempt", () => {
  it.each<[string, Behaviour]>([
    ["reset after it was sent", resetConnection],
    ["answered 502", answerStatus(502)],
    ["answered 503", answerStatus(503)],
    ["answered 429", answerStatus(429)],
  ])("is made elsewhere when a request is %s", async (_what, behaviour) => {
    a.behaviour = behaviour;
    gateway = await new TestGateway().start();
    await gateway.apply([home(a, b)]);
    const replies = await load(gateway, { total: 4, width: 1 });
    expect(replies.map(({ status, node }) => [status, node])).toEqual(replies.map(() => [200, "node-b"]));
    expect(replies.some(({ attempts }) => attempts === "2")).toBe(true);
  });

  it("is no third one: two answers of 502 are the answer", async () => {
    await withStandingClock(answerStatus(502));
    expect(await gateway.parse()).toMatchObject({ status: 502, attempts: "2" });
    expect(asked()).toBe(2);
  });

  it("is followed by a third in another region when both connections break", async () => {
    const elsewhere = await new TestNode("node-c", "rg-2").start();
    gateway = await new TestGateway({}, new FakeClock()).start();
    const standby = { id: "rg-2", state: "standby" as const, nodes: [nodeOf(elsewhere)] };
    await gateway.apply([home(a, b), standby], { probeIntervalMs: 60_000 });
    await load(gateway, { total: 4, width: 1 });
    a.behaviour = b.behaviour = resetConnection;
    expect(await gateway.parse()).toMatchObject({ status: 200, node: "node-c", attempts: "3" });
    await elsewhere.kill();
  });

  it("is made on a node that holds the version asked for, or on none", async () => {
    [a.versions, b.versions] = [["v1", "v2"], ["v1"]];
    gateway = await new TestGateway().start();
    await gateway.apply([home(a, b)], { probeIntervalMs: 100 });
    const ask = (version: string) => gateway.parse(undefined, { "x-meridian-version": version });
    const nodesFor = async (version: string) =>
      new Set((await Promise.all(Array.from({ length: 8 }, () => ask(version)))).map(({ node }) => node));
    await expect.poll(() => nodesFor("v2"), { timeout: 30_000 }).toEqual(new Set(["node-a"]));

    a.behaviour = answerStatus(503);
    expect(await ask("v2")).toMatchObject({ status: 503, node: "node-a", attempts: "1" });
    b.versions = ["v1", "v2"];
    await expect.poll(() => nodesFor("v2"), { timeout: 30_000 }).toEqual(new Set(["node-b"]));
  });

  it("is never made for what may be the request's own fault", async () => {
    await withStandingClock(answerStatus(500));
    await load(gateway, { total: 100, width: 1 });
    expect(asked()).toBe(100);
  });
});

describe("total overload", () => {
  it("sends 20 % again at most, beside the floor of 10 a second over 10 s", async () => {
    await withStandingClock(answerStatus(503));
    const replies = await load(gateway, { total: 1000, width: 1 });
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]));
    expect(asked()).toBe(1000 + 200 + 100);
  });

  it("asks a full node again only when it was not full within the last second", async () => {
    await withStandingClock(answerStatus(429));
    const replies = await load(gateway, { total: 1000, width: 1 });
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([429]));
    expect(asked()).toBe(1001);
  });
});

/** A node in a process of its own, which can be stopped with its sockets open. */
const nodeProcess = `
  const { createServer } = require("node:http");
  const head = { "x-meridian-node": "node-p", "x-meridian-region": "rg", "x-meridian-version": "v1" };
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(200, head).end("{}"));
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

/** The kernel takes what is sent to it; nothing answers, and nothing is reset. */
describe("a process that is stopped (SIGSTOP) with its sockets open", () => {
  let stopped: ChildProcess;
  afterEach(() => void stopped.kill("SIGKILL"));

  it("costs no request, and leaves rotation", async () => {
    stopped = spawn(process.execPath, ["-e", nodeProcess], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(stopped.stdout ?? stopped, "data")) as [Buffer];
    const node = { id: "node-p", url: `http://127.0.0.1:${Number(line.toString())}` };
    gateway = await new TestGateway().start();
    await gateway.apply([home(node, b)], { probeIntervalMs: 100 });
    b.behaviour = answerAfterRun(() => 1);
    await load(gateway, { total: 200, width: 4 });

    stopped.kill("SIGSTOP");
    const replies = await load(gateway, { total: 200, width: 4 });
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(replies.at(-1)?.node).toBe("node-b");
    expect(gateway.plane.outOfRotation?.()).toMatchObject([{ nodeId: "node-p" }]);
  });
});
