import { createHash } from "node:crypto";
import {
  agentEvents,
  type EnrolResult,
  GatewaySnapshot,
  InferenceSnapshot,
  ownBearers,
} from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { archiveAgent, revokeCredential, rotateCredential } from "../../domains/fleet/index.ts";
import { addAgent } from "../../testing/fleet-fixture.ts";
import { joinAsAgent, next, startHub, type TestAgent, type TestHub } from "../../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";

const deadline = { timeout: 30_000, interval: 20 };
const reason = "test";

let ctx: TestContext;
let fleet: TestFleet;
let hubs: readonly [TestHub, TestHub];
beforeAll(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { "cn-east": 1 });
  hubs = [await startHub(ctx), await startHub(ctx)];
});
afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.stop()));
  await ctx.database.drop();
});

let numbered = 0;
function newAgent(role: "gateway" | "inference", capabilities: string[] = []): Promise<EnrolResult> {
  return addAgent(ctx, { region: "cn-east", role, name: `${role}-${++numbered}`, capabilities });
}
type Role = "gateway" | "inference";
const join = (hub: TestHub, identity: EnrolResult, role: Role, held?: string): Promise<TestAgent> =>
  joinAsAgent(hub, identity, {
    hello: { role, capabilities: [ownBearers], ...(held !== undefined && { bearers: held }) },
  });
const newest = ({ bearers }: TestAgent) => bearers.at(-1)?.told;
/** Once an agent was told bearers that fit. */
async function told(agent: TestAgent, fits: (told: string) => boolean): Promise<string> {
  await vi.waitFor(() => expect(fits(JSON.stringify(newest(agent) ?? ""))).toBe(true), deadline);
  return JSON.stringify(newest(agent));
}
const snapshotOf = (agent: TestAgent) => JSON.parse(agent.received.at(-1)?.body ?? "{}") as unknown;

test("an agent that takes its own gets them before the snapshot that needs them, which holds none", async () => {
  const [gateway, node] = [await newAgent("gateway"), await newAgent("inference")];
  const asNode = await join(hubs[0], node, "inference");
  const asGateway = await join(hubs[0], gateway, "gateway");
  await told(asGateway, (text) => text.includes(node.agentId));
  const isPlain = () => !JSON.stringify([snapshotOf(asGateway), snapshotOf(asNode)]).includes("bearer");
  await vi.waitFor(
    () => expect([asGateway.received.length, isPlain()]).toEqual([expect.any(Number), true]),
    deadline,
  );
  await vi.waitFor(() => expect(JSON.stringify(snapshotOf(asGateway))).toContain(node.agentId), deadline);
  const first = asGateway.received.findIndex(
    ({ body }) => body.includes(node.agentId) && !body.includes('"bearer"'),
  );
  const needed = asGateway.bearers.find(({ told: one }) => JSON.stringify(one).includes(node.agentId));
  expect(needed?.after).toBeLessThanOrEqual(first);
  for (const socket of [asGateway.socket, asNode.socket]) socket.disconnect();
});

test("of two consoles with one secret none flips what the other told: weights send no bearers, bearers no tables", async () => {
  const [gateway, node] = [
    await newAgent("gateway", [ownBearers]),
    await newAgent("inference", [ownBearers]),
  ];
  let asGateway = await join(hubs[0], gateway, "gateway");
  let asNode = await join(hubs[1], node, "inference");
  await told(asGateway, (text) => text.includes(node.agentId));
  await told(asNode, (text) => text.includes('"accepted":["'));
  const versions = [newest(asGateway)?.version, newest(asNode)?.version];
  for (let weight = 3; weight < 9; weight++) {
    const before = [asGateway, asNode];
    const counts = before.map(({ bearers }) => bearers.length);
    await fleet.shiftNodes("cn-east", { "cn-east-node-1": { state: "active", weight } });
    const isThere = () => JSON.stringify(snapshotOf(asGateway)).includes(`"weight":${weight}`);
    await vi.waitFor(() => expect(isThere()).toBe(true), deadline);
    expect(before.map(({ bearers }) => bearers.length)).toEqual(counts);
    // To the other console, with what the first one told: there is nothing to say.
    const there = hubs[weight % 2] ?? hubs[0];
    asGateway = await join(there, gateway, "gateway", versions[0]);
    asNode = await join(hubs[(weight + 1) % 2] ?? hubs[0], node, "inference", versions[1]);
    await there.realtime.relay.step();
    await vi.waitFor(() => expect(asGateway.received.length).toBeGreaterThan(0), deadline);
    expect([asGateway.bearers, asNode.bearers]).toEqual([[], []]);
  }
  for (const socket of [asGateway.socket, asNode.socket]) socket.disconnect();
});

test("rotating sends bearers and no routing table; revoking and archiving take them away", async () => {
  const [gateway, other, node] = [
    await newAgent("gateway", [ownBearers]),
    await newAgent("gateway", [ownBearers]),
    await newAgent("inference", [ownBearers]),
  ];
  const asNode = await join(hubs[0], node, "inference");
  const [asGateway, asOther] = [
    await join(hubs[0], gateway, "gateway"),
    await join(hubs[0], other, "gateway"),
  ];
  /** How the node judges the bearer that a gateway shows it first. */
  const judged = (by: TestAgent) => {
    const [shows, checks] = [newest(by), newest(asNode)];
    if (shows?.role !== "gateway" || checks?.role !== "inference") return "not told";
    const hash = createHash("sha256")
      .update(shows.nodes[node.agentId]?.[0] ?? "")
      .digest("hex");
    if (checks.accepted.includes(hash)) return "accepted";
    return checks.leaving.includes(hash) ? "leaving" : "refused";
  };
  const settled = (by: TestAgent, as: string) => vi.waitFor(() => expect(judged(by)).toBe(as), deadline);
  await settled(asGateway, "accepted");
  await settled(asOther, "accepted");
  await vi.waitFor(() => expect(JSON.stringify(snapshotOf(asOther))).toContain(node.agentId), deadline);
  const tables = asOther.received.length;
  const { hub, relay } = hubs[0].realtime;
  const linked = { ...ctx, agents: hub, changes: relay, now: () => new Date() };
  const input = { agentId: gateway.agentId, reason };

  const renewed = await rotateCredential({ ctx: linked, input });
  await settled(asGateway, "leaving");
  const back = await join(hubs[0], { ...gateway, ...renewed }, "gateway");
  await settled(back, "accepted");
  await revokeCredential({ ctx: linked, input });
  await settled(back, "refused");
  expect(judged(asGateway)).toBe("refused");
  expect(judged(asOther)).toBe("accepted");
  expect(asOther.received.length).toBe(tables);

  await vi.waitFor(() => expect(hub.isConnected(other.agentId)).toBe(true), deadline);
  await archiveAgent({ ctx: linked, input: { agentId: other.agentId, reason } });
  await settled(asOther, "refused");
  for (const { socket } of [asNode, back]) socket.disconnect();
});

test.each([
  ["revoked", revokeCredential],
  ["rotated", rotateCredential],
  ["archived", archiveAgent],
])("a credential that was %s at one console closes the link at the other", async (why, act) => {
  const gateway = await newAgent("gateway");
  const { socket } = await join(hubs[1], gateway, "gateway");
  const closing = next(socket, agentEvents.closing);
  await act({ ctx: { ...ctx, agents: hubs[0].realtime.hub }, input: { agentId: gateway.agentId, reason } });
  expect(await closing).toEqual({ reason: why });
});

test("a revoked credential that is replaced brings no bearer of before back", async () => {
  const gateway = await newAgent("gateway");
  const linked = { ...ctx, agents: hubs[0].realtime.hub };
  const input = { agentId: gateway.agentId, reason };
  await revokeCredential({ ctx: linked, input });
  await rotateCredential({ ctx: linked, input });
  const stored = await ctx.db.agent.findUniqueOrThrow({ where: { id: gateway.agentId } });
  expect(stored).toMatchObject({ bearerGeneration: 2, bearerOverlapUntil: null });
});

test("an upgraded agent takes its own from its first hello on, and one that goes back shares again", async () => {
  const [gateway, node] = [await newAgent("gateway"), await newAgent("inference")];
  const hello = { role: "gateway" as const };
  const old = await joinAsAgent(hubs[0], gateway, { hello });
  const oldNode = await joinAsAgent(hubs[0], node);
  await vi.waitFor(() => {
    const { regions } = GatewaySnapshot.parse(snapshotOf(old));
    const [seen] = regions.flatMap((region) => region.nodes.filter(({ id }) => id === node.agentId));
    expect([seen?.bearer]).toEqual(InferenceSnapshot.parse(snapshotOf(oldNode)).bearers);
  }, deadline);
  expect([old.bearers, oldNode.bearers]).toEqual([[], []]);

  const upgraded = await join(hubs[0], gateway, "gateway");
  await told(upgraded, (text) => text.includes(node.agentId));
  await vi.waitFor(() => expect(JSON.stringify(snapshotOf(upgraded))).not.toContain('"bearer"'), deadline);
  const changes = () =>
    ctx.db.change.count({ where: { kind: "agent.bearers-changed", subjectId: gateway.agentId } });
  expect(await changes()).toBe(1);
  await join(hubs[0], gateway, "gateway");
  expect(await changes()).toBe(1);

  const back = await joinAsAgent(hubs[0], gateway, { hello });
  await vi.waitFor(() => expect(JSON.stringify(snapshotOf(back))).toContain('"bearer"'), deadline);
  expect(await changes()).toBe(2);
});
