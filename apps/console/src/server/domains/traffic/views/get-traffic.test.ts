import type { Convergence } from "@meridian/contracts/api";
import type { Presence } from "@meridian/contracts/fleet";
import {
  type DesiredStateAck,
  GatewaySnapshot,
  type ObservedState,
  type RotationView,
  routingTableHash,
} from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { noAgents } from "../../../testing/no-agents.ts";
import { addFleet, type TestFleet } from "../../../testing/traffic-fixture.ts";
import { recordAcks, recordObserved } from "../../fleet/index.ts";
import { findSnapshot, refreshSnapshots } from "../../snapshot/index.ts";

let ctx: TestContext;
let fleet: TestFleet;
let presence: Presence = "live";
const gateways = ["cn-east-gateway", "us-west-gateway"] as const;
beforeAll(async () => {
  ctx = await createTestContext();
  ctx.agents = { ...noAgents, presenceOf: () => presence };
  fleet = await addFleet(ctx, { "cn-east": 1, "us-west": 1 });
  await relay();
  for (const gateway of gateways) await converge(gateway);
});
afterAll(() => ctx.database.drop());

const active = (weight: number) => ({ state: "active", weight }) as const;
const relay = () => refreshSnapshots(ctx.db, () => "a-bearer-of-16-characters");

async function snapshotOf(gateway: string) {
  const snapshot = await findSnapshot(ctx.db, fleet.id(gateway));
  if (!snapshot) throw new Error("expected a snapshot");
  return { ...snapshot, snapshot: GatewaySnapshot.parse(JSON.parse(snapshot.envelope.body)) };
}

async function answer(gateway: string, ack?: DesiredStateAck) {
  const { position } = await snapshotOf(gateway);
  const applied = { outcome: "applied", ...position } as const;
  await recordAcks(ctx.db, [
    { agentId: fleet.id(gateway), sent: position, ack: ack ?? applied, at: ctx.now() },
  ]);
}

async function report(
  gateway: string,
  outcome: ObservedState["outcome"] = "converged",
  outOfRotation: RotationView[] = [],
) {
  const { position, snapshot } = await snapshotOf(gateway);
  const tableHash = await routingTableHash(snapshot.regions);
  const observed: ObservedState = {
    ...{ applied: position, outcome, reason: null, effectiveHash: tableHash },
    effective: { role: "gateway", isReady: true, tableHash, limits: {} },
    outOfRotation,
  };
  const { id } = snapshot.region;
  await recordObserved(ctx.db, [{ agentId: fleet.id(gateway), regionId: id, observed, at: ctx.now() }]);
}

async function converge(gateway: string) {
  await answer(gateway);
  await report(gateway);
}

async function counts(name: string): Promise<Convergence> {
  return (await fleet.origin(name)).convergence;
}

test("a shift is pending until the origin's gateway acknowledged it, and done once its table is in effect", async () => {
  const done = { gateways: 1, acked: 1, observed: 1, away: 0, nacks: [] };
  const pending = { ...done, acked: 0, observed: 0, slowest: null };
  const acked = { ...pending, acked: 1, slowest: { gatewayName: "cn-east-gateway", ms: 70 } };
  expect(await counts("cn-east")).toMatchObject(done);
  await fleet.shift("cn-east", { "us-west": active(10) });
  expect(await counts("cn-east")).toEqual(pending);
  await relay();
  expect(await counts("cn-east")).toEqual(pending);
  ctx.advance(70);
  await answer("cn-east-gateway");
  expect(await counts("cn-east")).toEqual(acked);
  await report("cn-east-gateway", "failed");
  expect(await counts("cn-east")).toEqual(acked);
  await report("cn-east-gateway");
  expect(await counts("cn-east")).toEqual({ ...done, slowest: acked.slowest });
  expect(await counts("us-west")).toMatchObject(done);
});

test("a change of nodes concerns the gateways of all origins; who refuses says why", async () => {
  await fleet.shiftNodes("us-west", { "us-west-node-1": active(7) });
  await relay();
  await converge("cn-east-gateway");
  await answer("us-west-gateway", { outcome: "nack", field: "regions.0", reason: "no" });
  const nacks = [{ gatewayName: "us-west-gateway", field: "regions.0", reason: "no" }];
  const expected = { gateways: 2, acked: 1, observed: 1, away: 0, nacks };
  expect((await fleet.nodes("us-west")).convergence).toMatchObject(expected);
  await converge("us-west-gateway");
});

test("what a gateway reported counts for nothing once it is away", async () => {
  const out = {
    ...{ nodeId: fleet.id("cn-east-node-1"), isIn: false, rule: "connection-failed", evidence: "refused" },
    ...{ sinceMs: 10, earliestReturnMs: null },
  };
  await report("us-west-gateway", "converged", [out]);
  const nodeOut = async () =>
    (await fleet.nodes("cn-east")).nodes[0]?.out.map(({ gatewayName }) => gatewayName);
  expect(await nodeOut()).toEqual(["us-west-gateway"]);
  presence = "offline";
  expect(await nodeOut()).toEqual([]);
  expect(await counts("us-west")).toMatchObject({ acked: 1, observed: 0, away: 1 });
  presence = "live";
  expect(await counts("us-west")).toMatchObject({ acked: 1, observed: 1, away: 0 });
  await report("us-west-gateway");
});

test("what makes no new snapshot is done at once", async () => {
  await fleet.shift("cn-east", { "us-west": active(900) });
  await fleet.shift("cn-east", { "us-west": active(10) });
  await relay();
  expect(await counts("cn-east")).toMatchObject({ acked: 1, observed: 1 });
});

test("nodes say what they answer with and whether they are ready", async () => {
  const digest = "a".repeat(64);
  const slot = {
    name: "compact-a",
    digest,
    precision: "int8",
    status: "ready",
    provider: "cpu",
    reason: null,
  } as const;
  const observed: ObservedState = {
    ...{ applied: null, outcome: "converged", reason: null, effectiveHash: digest },
    effective: { role: "inference", isReady: true, slots: [slot], defaultDigest: digest, limits: {} },
  };
  const [agentId, regionId] = [fleet.id("cn-east-node-1"), fleet.id("cn-east")];
  await recordObserved(ctx.db, [{ agentId, regionId, observed, at: ctx.now() }]);
  const [node] = (await fleet.nodes("cn-east")).nodes;
  expect(node).toMatchObject({ name: "cn-east-node-1", isReady: true, version: "compact-a" });
  expect((await fleet.nodes("us-west")).nodes[0]).toMatchObject({ isReady: false, version: null });
});
