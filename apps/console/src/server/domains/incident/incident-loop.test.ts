import type { TargetCounts, TelemetryFrame } from "@meridian/contracts/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LiveStore } from "../../testing/live-store.ts";
import { ConsoleCounters } from "../console-counters.ts";
import { closeIncident } from "./close-incident.ts";
import { isAutomationHeld, listIncidents } from "./incident-row.ts";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { MassEventWatch } from "./incident-loop.ts";

const frame = { uptimeMs: 0, counters: {}, gauges: {}, histograms: [] };
const limits = { staleAfterMs: 3000, offlineAfterMs: 10_000 };

let ctx: TestContext;
const nodes: { id: string; regionId: string; role: "inference" }[] = [];
let gateway: { id: string; regionId: string; role: "gateway" };
beforeAll(async () => {
  ctx = await createTestContext();
  const { id: regionId } = await addRegion(ctx, "cn-east");
  for (let n = 1; n <= 8; n++) {
    const node = { region: "cn-east", role: "inference", name: `node-${n}` } as const;
    nodes.push({ id: (await addAgent(ctx, node)).agentId, regionId, role: "inference" });
  }
  allIds = nodes.map(({ id }) => id);
  const { agentId } = await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" });
  gateway = { id: agentId, regionId, role: "gateway" };
});
afterAll(() => ctx.database.drop());

let live: LiveStore;
let watch: MassEventWatch;
let allIds: string[];
let seq = 0;
let picks = 0;
const failures = new Map<string, number>();
let silent = new Set<string>();
beforeEach(async () => {
  await ctx.db.incident.deleteMany();
  await gatewaySays([]);
  live = new LiveStore(limits);
  watch = new MassEventWatch();
  silent = new Set();
  await pass(2);
});

/** `failing`: those of the nodes asked that answer nothing. */
type Load = { asked?: string[]; failing?: string[] };

/** Seconds in which whoever is not silent sends frames, and the gateway asks every node that it has in rotation. */
async function pass(seconds: number, { asked = allIds, failing = [] }: Load = {}): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    ctx.advance(1000);
    picks++;
    for (const id of failing) failures.set(id, (failures.get(id) ?? 0) + 1);
    const rows = asked.map((id): TargetCounts => [id, picks, picks, failures.get(id) ?? 0]);
    for (const agent of [...nodes, gateway]) {
      const targets = agent.role === "gateway" ? { targets: rows, table: 1 } : {};
      const sent: TelemetryFrame = { ...frame, ...targets, bootId: "a", seq: seq++ };
      if (!silent.has(agent.id)) live.record(agent, sent, ctx.now().getTime());
    }
    await tick();
  }
}

function tick(): Promise<void> {
  const presenceEvidence = () => live.presenceEvidence(ctx.now().getTime());
  const actor = { type: "system", id: "mass-events" } as const;
  return watch.tick({
    ...ctx,
    actor,
    agents: { presenceEvidence },
    counters: new ConsoleCounters(),
  });
}

/** What the gateway reports to have taken out of rotation. */
async function gatewaySays(out: readonly string[]): Promise<void> {
  const outOfRotation = out.map((nodeId) => ({
    ...{ nodeId, isIn: false, rule: "probes-failed", evidence: "refused" },
    ...{ sinceMs: 0, earliestReturnMs: null },
  }));
  const { id: agentId } = gateway;
  await ctx.db.agentObserved.upsert({
    where: { agentId },
    create: { agentId, outOfRotation },
    update: { outOfRotation },
  });
}

/** What nodes report of themselves while their link stands. */
function report(isReady: boolean, { from = nodes, revision = 7 } = {}): void {
  const slots: [] = [];
  const effective = { role: "inference", isReady, slots, defaultDigest: null, limits: {} } as const;
  for (const node of from)
    live.recordReport(node, { applied: { epoch: 1, revision: String(revision) }, effective });
}

const lose = (...lost: { id: string }[]) => void (silent = new Set(lost.map(({ id }) => id)));
const incidents = async () => (await listIncidents({ ctx, input: { limit: 50 } })).data;
const states = async () => (await incidents()).map(({ state }) => state);
const isHeld = () => isAutomationHeld(ctx.db);

describe("many nodes are lost", () => {
  it("confirms a real loss within 10 s, and automation goes on", async () => {
    lose(...nodes.slice(0, 3));
    await gatewaySays(nodes.slice(0, 3).map(({ id }) => id));
    const asked = nodes.slice(3).map(({ id }) => id);
    await pass(3, { asked });
    expect(await states()).toEqual(["suspected"]);
    expect(await isHeld()).toBe(true);
    await pass(6, { asked });
    expect(await states()).toEqual(["confirmed"]);
    expect(await isHeld()).toBe(false);
    const [incident] = await incidents();
    const evidence = { nodes: 8, gateways: 1, gone: 3, served: 0, asked: 0, answered: 0 };
    expect(incident?.evidence).toMatchObject(evidence);
    expect(incident?.evidence.lost.map(({ name }) => name)).toEqual(["node-1", "node-2", "node-3"]);

    silent.clear();
    await pass(1);
    expect(await states()).toEqual(["closed"]);
    expect((await incidents())[0]?.closedReason).toBe("recovered");
  });

  it("confirms a loss that only counters show: nothing sent there is answered", async () => {
    const gone = nodes.slice(0, 3);
    lose(...gone);
    await pass(8, { failing: gone.map(({ id }) => id) });
    expect(await states()).toEqual(["confirmed"]);
    expect((await incidents())[0]?.evidence).toMatchObject({ gone: 3, served: 0, asked: 9, answered: 0 });
  });

  it("blames the observer while they answer, though the gateway reports to have taken them out", async () => {
    lose(...nodes.slice(0, 3));
    await gatewaySays(nodes.slice(0, 3).map(({ id }) => id));
    await pass(12);
    expect(await states()).toEqual(["observer"]);
    expect((await incidents())[0]?.evidence).toMatchObject({ gone: 0, served: 3, asked: 9, answered: 9 });
    await pass(3, { asked: nodes.slice(3).map(({ id }) => id) });
    expect(await states()).toEqual(["confirmed"]);
  });

  it("suspects itself again when so many more fall silent after a loss was confirmed", async () => {
    const [gone, others] = [nodes.slice(0, 3), nodes.slice(3)];
    const asked = others.map(({ id }) => id);
    lose(...gone);
    await gatewaySays(gone.map(({ id }) => id));
    await pass(9, { asked });
    expect(await states()).toEqual(["confirmed"]);
    lose(...nodes);
    await pass(12, { asked });
    expect(await states()).toEqual(["observer", "closed"]);
    expect(await isHeld()).toBe(true);
    const [newest, before] = await incidents();
    expect(before?.closedReason).toBe("superseded");
    expect(newest?.evidence).toMatchObject({ gone: 0, served: 5 });
    expect(newest?.evidence.lost).toHaveLength(5);
    lose(...gone);
    await pass(2, { asked });
    expect(await states()).toEqual(["closed", "closed"]);
    expect(await isHeld()).toBe(false);
  });

  it("blames the observer while gateways go on using them, and automation waits until they are heard", async () => {
    lose(...nodes);
    await pass(12);
    expect(await states()).toEqual(["observer"]);
    const { evidence } = (await incidents())[0] ?? {};
    expect(evidence).toMatchObject({ gone: 0, served: 8, asked: 24, answered: 24 });
    await pass(120);
    expect(await isHeld()).toBe(true);
    silent.clear();
    await pass(1);
    expect(await isHeld()).toBe(false);
    expect(await states()).toEqual(["closed"]);
  });

  it("decides nothing while no gateway is heard either", async () => {
    lose(...nodes, gateway);
    await pass(120);
    expect(await states()).toEqual(["suspected"]);
    expect(await isHeld()).toBe(true);
  });

  it("suspects itself after it stood still, until the first frames come", async () => {
    ctx.advance(120_000);
    await tick();
    expect(await states()).toEqual(["suspected"]);
    await pass(1);
    expect(await states()).toEqual(["closed"]);
  });

  it("opens one incident, whatever comes after, and none again for nodes that somebody closed it for", async () => {
    lose(...nodes.slice(0, 3));
    await pass(4);
    lose(...nodes);
    await pass(4);
    const [open, ...more] = await incidents();
    expect(more).toEqual([]);
    if (!open) throw new Error("expected an incident");
    await closeIncident({ ctx, input: { incidentId: open.id, reason: "we know" } });
    await pass(30);
    expect(await states()).toEqual(["closed"]);
    expect(await isHeld()).toBe(false);
    const again = await closeIncident({ ctx, input: { incidentId: open.id, reason: "again" } });
    expect(again.state).toBe("closed");
    expect(await ctx.db.change.findMany({ where: { kind: "incident.closed" } })).toMatchObject([
      { reason: "we know", subjectId: open.id },
    ]);
  });

  it("counts nodes that turn unready as well, and is over when they are ready", async () => {
    report(true);
    const [turned, gone, others] = [nodes.slice(0, 2), nodes.slice(2, 3), nodes.slice(3)];
    report(false, { from: turned });
    await pass(20);
    expect(await states()).toEqual([]);
    lose(...gone);
    await pass(4);
    expect(await states()).toEqual(["suspected"]);
    expect((await incidents())[0]?.evidence.lost.map(({ name }) => name)).toEqual([
      "node-1",
      "node-2",
      "node-3",
    ]);
    await gatewaySays([...turned, ...gone].map(({ id }) => id));
    await pass(4, { asked: others.map(({ id }) => id) });
    expect(await states()).toEqual(["confirmed"]);
    report(true, { from: turned });
    await pass(1);
    expect(await states()).toEqual(["closed"]);
  });

  it("opens another one when those that came back are lost again", async () => {
    lose(...nodes.slice(0, 3));
    await pass(4);
    lose(...nodes.slice(1, 3));
    await pass(1);
    expect(await states()).toEqual(["closed"]);
    lose(...nodes.slice(0, 3));
    await pass(4);
    expect(await states()).toEqual(["suspected", "closed"]);
  });

  it("goes on with an incident that a console before it opened", async () => {
    lose(...nodes);
    await pass(4);
    watch = new MassEventWatch();
    live = new LiveStore(limits);
    live.setRoster([...nodes, gateway].map((agent) => ({ ...agent, lastSeenAtMs: ctx.now().getTime() })));
    await tick();
    expect(await states()).toEqual(["suspected"]);
    silent.clear();
    await pass(1);
    expect(await states()).toEqual(["closed"]);
  });
});

describe("no incident", () => {
  it("when few fall silent, or one after the other", async () => {
    for (const node of nodes) {
      lose(node);
      await pass(40, { asked: [] });
    }
    lose(...nodes.slice(0, 2));
    await pass(30, { asked: [] });
    expect(await incidents()).toEqual([]);
  });

  it("while a fresh fleet loads its first version", async () => {
    report(false);
    await pass(30);
    expect(await incidents()).toEqual([]);
  });

  it("when a change makes nodes unready", async () => {
    report(true);
    report(false, { revision: 8 });
    await pass(30);
    expect(await incidents()).toEqual([]);
  });

  it("when they start again after a goodbye", async () => {
    report(true);
    for (const { id } of nodes) live.markLeft(id);
    report(false);
    await pass(30);
    expect(await incidents()).toEqual([]);
  });

  it("when they said goodbye", async () => {
    lose(...nodes);
    for (const { id } of nodes) live.markLeft(id);
    await pass(30);
    expect(await incidents()).toEqual([]);
  });

  it("while the console could not look: nothing fell silent in the meantime", async () => {
    for (let second = 0; second < 120; second++) {
      ctx.advance(1000);
      for (const agent of [...nodes, gateway])
        live.record(agent, { ...frame, bootId: "a", seq: seq++ }, ctx.now().getTime());
    }
    await tick();
    expect(await incidents()).toEqual([]);
  });
});
