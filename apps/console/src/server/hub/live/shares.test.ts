import { SmoothWrr } from "@meridian/contracts/routing";
import { TrafficShares } from "@meridian/contracts/shares";
import {
  GatewaySnapshot,
  type RotationView,
  routingTableHash,
  type ShareMark,
  type TargetCounts,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ConsoleCounters } from "../../domains/console-counters.ts";
import { createMetrics } from "../../http/metrics.ts";
import { recordObserved } from "../../domains/fleet/index.ts";
import { findSnapshot, refreshSnapshots } from "../../domains/snapshot/index.ts";
import { getShares } from "../../domains/traffic/index.ts";
import { addAgent } from "../../testing/fleet-fixture.ts";
import { noAgents } from "../../testing/no-agents.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";
import { LiveStore } from "./live-store.ts";

const startMs = 1_000_000_000_000;
const requests = 3000;
/** What is declared: eu 80, its nodes alike, us 20. */
const declared = { "eu-node-1": 40, "eu-node-2": 40, "us-node-1": 20 };
type Shares = Record<string, number>;

let ctx: TestContext;
let fleet: TestFleet;
const gateways = new Map<string, string>();
let live: LiveStore;
beforeAll(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { eu: 2, us: 1 });
  for (const name of ["one", "two", "three"]) {
    const { agentId } = await addAgent(ctx, { region: "eu", role: "gateway", name });
    gateways.set(name, agentId);
  }
  const active = (weight: number) => ({ state: "active", weight }) as const;
  await fleet.shift("eu", { eu: active(80), us: active(20) });
  await refreshSnapshots(ctx.db, () => "a-bearer-of-16-characters");
});
afterAll(() => ctx.database.drop());

beforeEach(async () => {
  live = new LiveStore({ staleAfterMs: 3000, offlineAfterMs: 10_000 });
  const nodes = Object.keys(declared).map((name) => ({ name, role: "inference" as const }));
  live.setRoster(
    nodes.map(({ name, role }) => ({
      ...{ id: fleet.id(name), regionId: fleet.id(name.slice(0, 2)), role },
      lastSeenAtMs: null,
    })),
  );
  for (const name of gateways.keys()) await report(name);
});

/** A gateway says what it runs by: the latest routing table, or that of `revision`. */
async function report(name: string, more: { isStale?: boolean; outOfRotation?: RotationView[] } = {}) {
  const agentId = gateways.get(name) ?? "";
  const stored = await findSnapshot(ctx.db, agentId);
  const { regions } = GatewaySnapshot.parse(JSON.parse(stored?.envelope.body ?? ""));
  const tableHash = await routingTableHash(more.isStale ? regions.slice(1) : regions);
  const applied = more.isStale ? { epoch: 1, revision: "2" } : (stored?.position ?? null);
  const effective = { role: "gateway", isReady: true, tableHash, limits: {} } as const;
  const { outOfRotation = [] } = more;
  const observed = { outcome: "converged", reason: null, effectiveHash: tableHash, effective } as const;
  const input = { agentId, regionId: fleet.id("eu"), at: ctx.now() };
  await recordObserved(ctx.db, [{ ...input, observed: { ...observed, applied, outOfRotation } }]);
}

/** A gateway's frames: it aims at `expected` and really picks by `picked`. */
function serve(name: string, expected: Shares, picked: Shares = expected, marks: ShareMark[] = []): void {
  const agent = { id: gateways.get(name) ?? "", regionId: fleet.id("eu"), role: "gateway" } as const;
  const total = sum(Object.values(expected));
  const counts = picks(picked);
  const targets = Object.keys(declared).map((node): TargetCounts => {
    const wanted = (requests * (expected[node] ?? 0)) / total;
    return [fleet.id(node), counts.get(node) ?? 0, wanted, 0];
  });
  const parts = { bootId: "b", uptimeMs: 0, counters: {}, gauges: {}, histograms: [], marks };
  const frames: TelemetryFrame[] = [
    { ...parts, seq: 0, table: 1, targets: [] },
    { ...parts, seq: 1, table: 2, targets },
  ];
  frames.forEach((frame, second) => live.record(agent, frame, startMs + 1000 * second));
}

function picks(shares: Shares): ReadonlyMap<string, number> {
  const wrr = new SmoothWrr();
  const targets = Object.entries(shares).map(([id, weight]) => ({ id, weight }));
  const counts = new Map<string, number>();
  for (let n = 0; n < requests; n++) {
    const id = wrr.pick(targets) ?? "";
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const origins = () => live.originsLive(startMs + 1000);

async function judged() {
  const served = new Set(gateways.values());
  const presenceOf = (id: string) => (served.has(id) ? ("live" as const) : ("offline" as const));
  const agents = { ...noAgents, presenceOf, originsLive: origins };
  const {
    origins: byOrigin,
    nodes,
    faults,
  } = TrafficShares.parse(await getShares({ ctx: { ...ctx, agents } }));
  const of = (list: typeof nodes) => list.find(({ regionId }) => regionId === fleet.id("eu"));
  const verdicts = [of(byOrigin), of(nodes)].map((one) => one?.shares.map(({ verdict }) => verdict));
  return { verdicts, causes: of(byOrigin)?.causes, nodeCauses: of(nodes)?.causes, faults };
}

const quiet = ["as-declared", "as-declared"];

test("three gateways that do as they are told are quiet", async () => {
  for (const name of gateways.keys()) serve(name, declared);
  expect(await judged()).toEqual({ verdicts: [quiet, quiet], causes: [], nodeCauses: [], faults: [] });
});

test("a gateway that ignores weights is an alarm, and named, though two others hide it in the sum", async () => {
  serve("one", declared);
  serve("two", declared);
  const { verdicts: unharmed } = await judged();
  expect(unharmed).toEqual([quiet, quiet]);
  serve("three", declared, { "eu-node-1": 1, "eu-node-2": 1, "us-node-1": 1 });
  const { verdicts, faults } = await judged();
  expect(verdicts[0]).toEqual(["picker-fault", "picker-fault"]);
  expect(faults).toEqual([expect.objectContaining({ gatewayId: gateways.get("three"), requests })]);
  const { expected = 0, observed = 0 } = faults[0] ?? {};
  expect(Math.abs(expected - observed)).toBeCloseTo(1 / 3 - 0.2, 2);
  const metrics = createMetrics({
    counters: new ConsoleCounters(),
    watch: { standing: () => [] },
    findings: () => Promise.resolve([]),
    isDatabaseUp: () => Promise.resolve(true),
    auditHead: () => Promise.resolve(null),
    agents: { ...noAgents, originsLive: origins },
  });
  expect(await metrics.metrics()).toContain(
    `meridian_picker_faults{origin="${fleet.id("eu")}",region="${fleet.id("eu")}"} 1`,
  );
});

test("two gateways that err in opposite ways are both named, though their sum is right", async () => {
  const moved = { "eu-node-1": 60, "eu-node-2": 20, "us-node-1": 20 };
  const opposite = { "eu-node-1": 20, "eu-node-2": 60, "us-node-1": 20 };
  serve("one", declared, moved);
  serve("two", declared, opposite);
  const { verdicts, faults } = await judged();
  expect(verdicts).toEqual([quiet, quiet]);
  expect(faults.map(({ gatewayId }) => gatewayId)).toEqual([gateways.get("one"), gateways.get("two")]);
});

test("one stale gateway of three explains the difference, by name and revision", async () => {
  serve("one", declared);
  serve("two", { "eu-node-1": 50, "eu-node-2": 50 });
  serve("three", declared);
  await report("two", { isStale: true });
  const { verdicts, causes, faults } = await judged();
  expect(verdicts[0]).toEqual(["explained", "explained"]);
  expect(causes).toEqual([{ kind: "gateway-behind", gateway: "two", revision: "2" }]);
  expect(faults).toEqual([]);
});

test("an ejected node and one that warms up explain it, with rule, evidence and times of the console's", async () => {
  const out: RotationView = {
    ...{ nodeId: fleet.id("eu-node-1"), isIn: false, rule: "connection-failed", evidence: "ECONNREFUSED" },
    ...{ sinceMs: 4000, earliestReturnMs: 500 },
  };
  const warming: ShareMark = [fleet.id("eu-node-2"), "slow-start", 0.3];
  serve("one", { "eu-node-2": 70, "us-node-1": 30 }, undefined, [warming]);
  await report("one", { outOfRotation: [out] });
  const { verdicts, causes, nodeCauses, faults } = await judged();
  expect(verdicts).toEqual([
    ["explained", "explained"],
    ["explained", "explained"],
  ]);
  const at = ctx.now().getTime();
  const since = new Date(at - 4000);
  const earliestReturn = new Date(at + 500);
  const nodeOut = {
    ...{ kind: "node-out", node: "eu-node-1", region: "eu" },
    out: [expect.objectContaining({ gatewayName: "one", rule: "connection-failed", since, earliestReturn })],
  };
  expect(causes).toContainEqual(nodeOut);
  expect(nodeCauses).toEqual([nodeOut, { kind: "slow-start", node: "eu-node-2", region: "eu", part: 0.3 }]);
  expect(faults).toEqual([]);
});
