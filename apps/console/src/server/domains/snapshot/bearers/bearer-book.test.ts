import { createHash } from "node:crypto";
import { Bearers, type GatewayBearers, type NodeBearers } from "@meridian/contracts/wire";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { BearerBook, type BearerRows } from "./bearer-book.ts";
import { bearerOverlapMs } from "./bearer-state.ts";
import { sharedBearer } from "./derive-bearer.ts";

const startMs = Date.UTC(2026, 0, 5);
const minuteMs = 60_000;
type AgentRow = BearerRows["agents"][number];

function agent(id: string, role: AgentRow["role"], given: Partial<AgentRow> = {}): AgentRow {
  const createdAt = new Date(startMs - 1_000_000);
  return {
    ...{ id, role, regionId: "rg_a", createdAt, ownBearersAt: createdAt, credentialRevokedAt: null },
    ...{ bearerGeneration: 0, bearerOverlapUntil: null },
    ...given,
  };
}

function rowsOf(agents: AgentRow[], given: Partial<BearerRows> = {}): BearerRows {
  return {
    ...{ epoch: 1, revision: 7n, agents },
    sharedBearers: { bearerGeneration: 0, bearerOverlapUntil: null },
    targets: [{ originRegionId: "rg_a", regionId: "rg_a" }],
    ...given,
  };
}

class Console {
  nowMs = startMs;
  readonly book: BearerBook;

  constructor(secret = "secret") {
    this.book = new BearerBook(secret, () => this.nowMs);
  }

  told(agentId: string): Bearers | null {
    const own = this.book.of(agentId);
    return own && Bearers.parse(JSON.parse(own.envelope().body));
  }

  node(agentId: string): NodeBearers {
    const told = this.told(agentId);
    if (told?.role !== "inference") throw new Error(`${agentId} is no node`);
    return told;
  }

  shown(gatewayId: string, nodeId: string): string[] {
    return (this.told(gatewayId) as GatewayBearers | null)?.nodes[nodeId] ?? [];
  }

  /** How a node that is up to date judges each bearer that a gateway may show. */
  judged(gatewayId: string, nodeId: string): ("accepted" | "leaving" | "refused")[] {
    const { accepted, leaving } = this.node(nodeId);
    return this.shown(gatewayId, nodeId).map((bearer) => {
      const hash = createHash("sha256").update(bearer).digest("hex");
      if (accepted.includes(hash)) return "accepted";
      return leaving.includes(hash) ? "leaving" : "refused";
    });
  }
}

const one = (...agents: AgentRow[]) => {
  const console = new Console();
  console.book.update(rowsOf(agents));
  return console;
};
const [gw, gw2, node, node2] = [
  agent("ag_gw", "gateway"),
  agent("ag_gw2", "gateway"),
  agent("ag_node", "inference"),
  agent("ag_node2", "inference"),
];
const until = (ms: number) => new Date(startMs + ms);

test("each gateway shows each node a bearer of its own, and no node learns one", () => {
  const console = one(gw, gw2, node, node2);
  const bearers = [gw, gw2].flatMap(({ id }) => [node, node2].flatMap((to) => console.shown(id, to.id)));
  expect(new Set(bearers).size).toBe(4);
  expect(console.judged(gw.id, node.id)).toEqual(["accepted"]);
  const told = JSON.stringify([console.told(node.id), console.told(node2.id)]);
  for (const bearer of bearers) expect(told).not.toContain(bearer);
});

test("consoles with the same secret tell the same, whenever they read it; with another, something else", () => {
  const consoles = [new Console(), new Console(), new Console("another secret")];
  for (const [index, { book }] of consoles.entries())
    book.update(rowsOf([gw, node], { revision: 7n + BigInt(index) }));
  const versions = consoles.map(({ book }) => [gw.id, node.id].map((id) => book.of(id)?.version));
  expect(versions[1]).toEqual(versions[0]);
  expect(versions[2]).not.toEqual(versions[0]);
  expect(consoles[1]?.shown(gw.id, node.id)).toEqual(consoles[0]?.shown(gw.id, node.id));
});

test("a gateway gets bearers for the nodes of its route policy alone", () => {
  const abroad = agent("ag_abroad", "inference", { regionId: "rg_b" });
  const console = one(gw, node, abroad);
  expect(Object.keys((console.told(gw.id) as GatewayBearers).nodes)).toEqual([node.id]);
});

test.each([
  ["gateway", { ...gw, bearerGeneration: 1, bearerOverlapUntil: until(minuteMs) }, node],
  ["node", gw, { ...node, bearerGeneration: 1, bearerOverlapUntil: until(minuteMs) }],
])(
  "a %s's replaced bearer is valid for a minute beside the new one, and ends without a change",
  (_, aGateway, aNode) => {
    const before = one(gw, node).shown(gw.id, node.id);
    const rows = rowsOf([aGateway, aNode]);
    const console = new Console();
    console.book.update(rows);
    expect(console.shown(gw.id, node.id)).toEqual([expect.any(String), ...before]);
    expect(console.judged(gw.id, node.id)).toEqual(["accepted", "leaving"]);
    expect(console.node(node.id).leavingMs).toBe(minuteMs);
    const version = console.book.of(node.id)?.version;

    console.nowMs += minuteMs - 1;
    expect(console.book.isDue).toBe(false);
    expect(console.node(node.id).leavingMs).toBe(1);
    console.nowMs += 1;
    expect(console.book.isDue).toBe(true);
    console.book.update(rows);
    expect(console.book.isDue).toBe(false);
    expect(console.book.of(node.id)?.version).not.toBe(version);
    expect(console.judged(gw.id, node.id)).toEqual(["accepted", "refused"]);
  },
);

test.each([
  ["a revoked gateway", { ...gw, bearerGeneration: 1, credentialRevokedAt: until(0) }, node],
  ["a revoked node", gw, { ...node, bearerGeneration: 1, credentialRevokedAt: until(0) }],
])("%s has none, from this moment on", (_, aGateway, aNode) => {
  const [before = ""] = one(gw, node).shown(gw.id, node.id);
  const console = one(aGateway, aNode, gw2, node2);
  const revoked = aGateway.credentialRevokedAt ? gw.id : node.id;
  expect(console.book.of(revoked)).toBeNull();
  expect(JSON.stringify([gw, gw2, node, node2].map(({ id }) => console.told(id)))).not.toContain(before);
  const hash = createHash("sha256").update(before).digest("hex");
  expect(JSON.stringify([node, node2].map(({ id }) => console.told(id)))).not.toContain(hash);
  expect(console.judged(gw2.id, node2.id)).toEqual(["accepted"]);
});

test("what changes weights, states and names changes no bearers", () => {
  const console = new Console();
  console.book.update(rowsOf([gw, node]));
  const versions = () => [gw.id, node.id].map((id) => console.book.of(id)?.version);
  const before = versions();
  const moved = { ...node, name: "another", weight: 3, state: "drain", advertisedUrl: "http://127.0.0.1:1" };
  console.book.update(rowsOf([gw, moved], { revision: 8n }));
  expect(versions()).toEqual(before);
});

test("agents of an earlier version share a bearer for each node, the one that consoles gave before", () => {
  const [oldGw, oldNode] = [
    { ...gw2, ownBearersAt: null },
    { ...node2, ownBearersAt: null },
  ];
  const console = one(gw, oldGw, node, oldNode);
  const given = (id: string) => sharedBearer("secret", { id, generation: 0 }, 0);
  expect([oldGw, oldNode].map(({ id }) => console.book.of(id))).toEqual([null, null]);
  expect(console.shown(gw.id, oldNode.id)).toEqual([given(oldNode.id)]);
  const { accepted } = console.node(node.id);
  expect(accepted).toContain(createHash("sha256").update(given(node.id)).digest("hex"));
  expect(console.judged(gw.id, node.id)).toEqual(["accepted"]);

  const upgraded = one(gw, { ...oldGw, ownBearersAt: until(0) }, node);
  const hash = createHash("sha256").update(given(node.id)).digest("hex");
  expect(upgraded.node(node.id).accepted).not.toContain(hash);
  expect(upgraded.node(node.id).leaving).toContain(hash);
  expect(upgraded.node(node.id).leavingMs).toBe(bearerOverlapMs);
  expect(upgraded.shown(oldGw.id, node.id)).toEqual([expect.any(String), given(node.id)]);
});

test("whatever was rotated, revoked and upgraded, the newest that an entitled gateway shows is accepted, and nothing else for long", () => {
  const state = fc.record({
    bearerGeneration: fc.nat(3),
    bearerOverlapUntil: fc.option(fc.integer({ min: -2 * minuteMs, max: minuteMs }).map(until)),
    ownBearersAt: fc.option(fc.integer({ min: -2 * minuteMs, max: 0 }).map(until)),
    credentialRevokedAt: fc.option(fc.constant(until(0)), { freq: 4 }),
  });
  const fleets = fc.array(fc.tuple(state, fc.boolean()), { minLength: 2, maxLength: 8 });
  const shared = fc.record({
    bearerGeneration: fc.nat(3),
    bearerOverlapUntil: fc.option(fc.integer({ min: -2 * minuteMs, max: minuteMs }).map(until)),
  });
  const known = fc.property(fleets, shared, (given, sharedBearers) => {
    const agents = given.map(([own, isGateway], index) =>
      agent(`ag_${index}`, isGateway ? "gateway" : "inference", own),
    );
    const console = new Console();
    console.book.update(rowsOf(agents, { sharedBearers }));
    const entitled = agents.filter((one) => !one.credentialRevokedAt && one.ownBearersAt);
    for (const from of entitled.filter(({ role }) => role === "gateway"))
      for (const to of entitled.filter(({ role }) => role === "inference"))
        expect(console.judged(from.id, to.id)[0]).toBe("accepted");
    for (const revoked of agents.filter((one) => one.credentialRevokedAt))
      expect(console.book.of(revoked.id)).toBeNull();
    console.nowMs += bearerOverlapMs;
    console.book.update(rowsOf(agents, { sharedBearers }));
    for (const to of entitled.filter(({ role }) => role === "inference"))
      expect(console.node(to.id).leaving).toEqual([]);
    expect(console.book.isDue).toBe(false);
  });
  fc.assert(known, { numRuns: inject("isSoak") ? 5000 : 300 });
});
