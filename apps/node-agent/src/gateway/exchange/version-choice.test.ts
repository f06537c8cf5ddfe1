import { isInSplit } from "@meridian/contracts/routing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeOf, TestGateway } from "../testing/test-gateway.ts";
import { type Behaviour, resetConnection, TestNode } from "../testing/test-node.ts";

const stable = "aa".repeat(32);
const candidate = "bb".repeat(32);
const versions = [
  { name: "stable", digest: stable },
  { name: "candidate", digest: candidate },
];
const split = { name: "candidate", digest: candidate, percent: 40 };
const probing = { probeIntervalMs: 100 };

let a: TestNode;
let b: TestNode;
let gateway: TestGateway;

/** As a node: it answers with the version asked for or with its own, and refuses what it does not hold. */
const answerHeld =
  (...held: string[]): Behaviour =>
  (request, response) => {
    const asked = request.headers["x-meridian-version"]?.toString() ?? stable;
    response.writeHead(held.includes(asked) ? 200 : 404).end(asked);
  };

beforeEach(async () => {
  a = await new TestNode("node-a", "rg").start();
  b = await new TestNode("node-b", "rg").start();
  gateway = await new TestGateway().start();
  hold(a, stable, candidate);
  hold(b, stable);
});
afterEach(() => Promise.all([gateway.stop(), a.kill(), b.kill()]));

function hold(node: TestNode, ...held: string[]): void {
  node.versions = held;
  node.behaviour = answerHeld(...held);
}

const home = (...nodes: TestNode[]) => ({ id: "rg", nodes: nodes.map((node) => nodeOf(node)) });
const ids = Array.from({ length: 200 }, (_, i) => `order-${i}`);
const ask = (id: string) => gateway.parse(undefined, { "x-request-id": id });
/** A few at a time: a reply that waits behind 200 others would be asked for a second time elsewhere. */
async function askAll() {
  const replies: Awaited<ReturnType<typeof ask>>[] = [];
  for (let from = 0; from < ids.length; from += 8) {
    replies.push(...(await Promise.all(ids.slice(from, from + 8).map(ask))));
  }
  return replies;
}
const askedFor = (version: string) => gateway.parse(undefined, { "x-meridian-version": version });
const isOf = (version: string) => (reply: { body: string }) => reply.body === version;

/** Until the gateway's probes have told it who holds what. */
async function knowing(node: TestNode): Promise<void> {
  const nodesFor = async () =>
    (await Promise.all(ids.slice(0, 8).map(() => askedFor(candidate)))).map(nodeNamed);
  await expect.poll(nodesFor, { timeout: 30_000 }).toEqual(Array.from({ length: 8 }, () => node.id));
}
const nodeNamed = ({ node }: { node: string | undefined }) => node;

describe("a version split", () => {
  it("gives each request its version by its id, from nodes that hold it", async () => {
    await gateway.apply([home(a, b)], probing, { versions, split });
    await knowing(a);
    const replies = await askAll();
    expect(replies.map(({ status }) => status)).toEqual(ids.map(() => 200));
    expect(replies.map(({ body }) => body)).toEqual(
      ids.map((id) => (isInSplit(id, split) ? candidate : stable)),
    );
    expect(replies.filter(isOf(candidate)).every(({ node }) => node === "node-a")).toBe(true);
    const chosen = ids.filter((id) => isInSplit(id, split)).length;
    expect(gateway.counters()).toMatchObject({ splitRequests: chosen, splitFallbacks: 0 });
  });

  it("leaves a client's own word alone", async () => {
    await gateway.apply([home(a, b)], probing, { versions, split: { ...split, percent: 100 } });
    await knowing(a);
    expect(await askedFor(stable)).toMatchObject({ status: 200, body: stable });
    expect(gateway.counters()).toMatchObject({ splitRequests: 0 });
  });

  it("falls back to stable, and counts it, where nobody holds the version", async () => {
    hold(a, stable);
    await gateway.apply([home(a, b)], probing, { versions, split });
    await expect.poll(async () => (await askedFor(candidate)).status, { timeout: 30_000 }).toBe(503);
    const replies = await askAll();
    expect(replies.every(isOf(stable))).toBe(true);
    const { splitRequests, splitFallbacks } = gateway.counters();
    expect(splitFallbacks).toBe(splitRequests);
    expect(splitRequests).toBeGreaterThan(0);
  });

  it("does not use a standby region for it", async () => {
    const standby = { id: "rg-2", state: "standby" as const, nodes: [nodeOf(a)] };
    await gateway.apply([home(b), standby], probing, { versions, split });
    await expect.poll(async () => (await askedFor(candidate)).node, { timeout: 30_000 }).toBe("node-a");
    // A probe of node-b may still be on its way: until then the gateway takes it for one that may hold the version.
    const otherReplies = async () =>
      (await askAll()).filter(({ node, body }) => node !== "node-b" || body !== stable);
    await expect.poll(otherReplies, { timeout: 30_000 }).toEqual([]);
  });

  it.each([1, 2])(
    "falls back on the spot when %i of two nodes lets go of it between probes",
    async (gone) => {
      hold(b, stable, candidate);
      await gateway.apply(
        [home(a, b)],
        { probeIntervalMs: 60_000 },
        { versions, split: { ...split, percent: 100 } },
      );
      await Promise.all([a, b].slice(0, gone).map((node) => (node.behaviour = answerHeld(stable))));
      const replies = await askAll();
      expect(replies.map(({ status }) => status)).toEqual(ids.map(() => 200));
      if (gone === 2) expect(replies.every(isOf(stable))).toBe(true);
      else expect(replies.every(isOf(candidate))).toBe(true);
    },
  );

  it("stays on its version in the second attempt while another node has it", async () => {
    hold(b, stable, candidate);
    await gateway.apply([home(a, b)], probing, { versions, split: { ...split, percent: 100 } });
    a.behaviour = resetConnection;
    const replies = await Promise.all(ids.slice(0, 4).map(ask));
    expect(replies.every(({ status, body }) => status === 200 && body === candidate)).toBe(true);
    expect(gateway.counters()).toMatchObject({ splitRequests: 4, splitFallbacks: 0 });
  });

  it("falls back in the second attempt when no other node has it", async () => {
    await gateway.apply([home(a, b)], probing, { versions, split: { ...split, percent: 100 } });
    await knowing(a);
    a.behaviour = resetConnection;
    expect(await ask("order-1")).toMatchObject({ status: 200, node: "node-b", body: stable, attempts: "2" });
    expect(gateway.counters()).toMatchObject({ splitRequests: 1, splitFallbacks: 1 });
  });

  it("is part of what is in effect", async () => {
    await gateway.apply([home(a, b)], probing, { versions });
    const without = gateway.plane.effective();
    await gateway.apply([home(a, b)], probing, { versions, split });
    expect(gateway.plane.effective()).not.toEqual(without);
  });
});

describe("a version that the client names", () => {
  it("is refused with 503 while no node that may be asked holds it, with the node's 404 where nobody knows it", async () => {
    hold(a, stable);
    await gateway.apply([home(a, b)], probing, { versions });
    await expect.poll(async () => (await askedFor(candidate)).status, { timeout: 30_000 }).toBe(503);
    expect(JSON.parse((await askedFor(candidate)).body)).toMatchObject({
      error: { code: "UNAVAILABLE", details: { version: candidate } },
    });
    expect((await askedFor("unheard-of")).status).toBe(404);
  });

  it("is asked for at another holder, or refused with 503, when a node has let go of it since its probe", async () => {
    hold(b, stable, candidate);
    await gateway.apply([home(a, b)], { probeIntervalMs: 60_000 }, { versions });
    a.behaviour = answerHeld(stable);
    for (let i = 0; i < 4; i++)
      expect(await askedFor(candidate)).toMatchObject({ status: 200, node: "node-b" });
    b.behaviour = answerHeld(stable);
    expect((await askedFor(candidate)).status).toBe(503);
  });
});
