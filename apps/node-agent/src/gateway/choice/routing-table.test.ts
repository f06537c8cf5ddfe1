import type { MemberState } from "@meridian/contracts/fleet";
import { Picker } from "@meridian/contracts/routing";
import type { SnapshotRegion } from "@meridian/contracts/wire";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { evidenceOn, noReport, trialAt } from "../testing/evidence.ts";
import { buildRoutingTable, type RoutedNode, type RoutingTable } from "./routing-table.ts";
import { TargetCounts } from "./target-counts.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { Upstream } from "../evidence/upstream.ts";

const limits = {
  deadlineMsDefault: 5000,
  connectTimeoutMs: 500,
  probeIntervalMs: 1000,
  connectionsPerNode: 4,
};

let clock: FakeClock;
let counts: TargetCounts;
let picker: Picker<RoutedNode>;
let table: RoutingTable;
let upstreams: Upstream[];

beforeEach(() => {
  clock = new FakeClock();
  counts = new TargetCounts();
  upstreams = [];
  picker = newPicker();
});

const newPicker = () =>
  new Picker<RoutedNode>({ now: () => clock.now(), counts, onRotationChange: () => undefined });

afterEach(async () => {
  await Promise.all(upstreams.map((upstream) => upstream.destroy()));
});

type NodeGiven = { id: string; weight?: number; state?: MemberState };
type RegionGiven = { id: string; state?: MemberState; weight?: number; nodes: NodeGiven[] };

function regionOf({ id, state = "active", weight = 100, nodes }: RegionGiven): SnapshotRegion {
  return {
    ...{ id, name: id, state, weight },
    nodes: nodes.map((node) => ({
      ...{
        name: node.id,
        url: "http://127.0.0.1:9",
        bearer: "b".repeat(16),
        weight: 100,
        state: "active" as const,
      },
      ...node,
    })),
  };
}

/** Nodes that nobody probes: all evidence comes from the test. */
async function useTable(...regions: RegionGiven[]): Promise<void> {
  const header = {
    schemaVersion: 1,
    epoch: 1,
    revision: "1",
    agentId: "ag",
    agentName: "gw",
    versions: [],
    gateways: [],
    limits,
  };
  const snapshot = { ...header, role: "gateway" as const, region: { id: "rg", name: "home" } };
  table = await buildRoutingTable({ ...snapshot, regions: regions.map(regionOf) }, (node) => {
    const evidence = evidenceOn(clock, { onVerdict: () => picker.invalidate() });
    const upstream = new Upstream({
      url: node.url,
      connect: {},
      limits,
      evidence,
      clock,
      random: Math.random,
    });
    upstreams.push(upstream);
    return upstream;
  });
  picker.setRegions(table.regions);
}

function nodeOf(id: string): RoutedNode {
  const node = table.nodes.get(id);
  if (!node) throw new Error(`no node ${id}`);
  return node;
}

const evidenceOf = (id: string) => nodeOf(id).evidence;
const takeOut = (id: string) => {
  evidenceOf(id).recordProbe({ outcome: "not-ready", detail: "/readyz answered 503" });
};
const bringBack = (id: string) => {
  for (let i = 0; i < 2; i++) evidenceOf(id).recordProbe({ outcome: "good" });
};
const failAnswers = (id: string) => {
  for (let i = 0; i < 3; i++) evidenceOf(id).answered(trialAt(clock.now()), 500, noReport, true);
};

function picksOf(times: number): Record<string, number> {
  const picks: Record<string, number> = {};
  for (let i = 0; i < times; i++) {
    const id = picker.pick()?.id ?? "none";
    picks[id] = (picks[id] ?? 0) + 1;
  }
  return picks;
}

const anyNode = () => true;

describe("picking for a version", () => {
  const say = (id: string, ...versions: string[]) =>
    evidenceOf(id).recordProbe({ outcome: "good", versions });
  const picksFor = (version: string, times: number) =>
    Array.from({ length: times }, () => picker.pickHolder(version, { allowFailover: true })?.id ?? "none");
  const countOf = (picks: string[], id: string) => picks.filter((one) => one === id).length;

  beforeEach(async () => {
    await useTable({
      id: "cn",
      nodes: [
        { id: "a", weight: 50 },
        { id: "b", weight: 30 },
        { id: "c", weight: 20 },
      ],
    });
    say("a", "v1");
    say("b", "v1", "v2");
    say("c", "v1", "v2");
  });

  it("keeps to the nodes that hold it, by their weights", () => {
    const picks = picksFor("v2", 1000);
    expect(["a", "b", "c"].map((id) => countOf(picks, id))).toEqual([0, 600, 400]);
  });

  it("is the choice of any request when all hold it, and finds nobody when none does", () => {
    const picks = picksFor("v1", 1000);
    expect(["a", "b", "c"].map((id) => countOf(picks, id))).toEqual([500, 300, 200]);
    expect(picksFor("v9", 3)).toEqual(["none", "none", "none"]);
  });

  it("goes in need, and only then, to a node or a region that would take failover", async () => {
    await useTable(
      { id: "cn", nodes: [{ id: "a" }, { id: "b", state: "standby" }, { id: "c", state: "cordon" }] },
      { id: "sg", state: "standby", nodes: [{ id: "d" }] },
    );
    say("a", "v1");
    say("b", "v1", "v2");
    say("c", "v1", "v2", "v3", "v4");
    say("d", "v1", "v3");
    expect([...picksFor("v2", 2), ...picksFor("v3", 2), ...picksFor("v4", 2)]).toEqual([
      "b",
      "b",
      "d",
      "d",
      "none",
      "none",
    ]);
    expect(picker.pickHolder("v2", { allowFailover: false })).toBeNull();
  });

  it("believes a node that answered that it has it no longer, until its next probe", () => {
    evidenceOf("b").recordLack("v2");
    expect(countOf(picksFor("v2", 10), "c")).toBe(10);
    say("b", "v1", "v2");
    expect(countOf(picksFor("v2", 1000), "b")).toBe(600);
  });

  it("takes a node that does not say for one that holds it", () => {
    evidenceOf("a").recordProbe({ outcome: "good" });
    expect(countOf(picksFor("v2", 1000), "a")).toBe(500);
  });

  it("keeps to what it counts as expected while requests for different versions take turns", () => {
    say("a", "v1", "v3");
    say("b", "v1", "v2", "v3");
    say("c", "v1", "v2");
    for (let turn = 0; turn < 1000; turn++) picksFor(turn % 2 === 0 ? "v2" : "v3", 1);
    picker.settleCounts();
    const rows = counts.takeChanged();
    expect(rows.map(([, , expected]) => expected).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1000);
    for (const [, picks, expected] of rows) expect(Math.abs(picks - expected)).toBeLessThan(2);
  });

  it("counts what such picks should have been, so that nobody takes them for a fault, and says what passed a node by", () => {
    picksFor("v2", 300);
    picksOf(700);
    picker.settleCounts();
    const rows = new Map(counts.takeChanged().map(([id, picks, expected]) => [id, { picks, expected }]));
    expect(rows.get("a")).toEqual({ picks: 350, expected: 350 });
    expect(rows.get("b")).toEqual({ picks: 390, expected: 390 });
    expect(rows.get("c")).toEqual({ picks: 260, expected: 260 });
    expect([...picker.takeVersionParts()]).toEqual([["a", 0.7]]);
    expect([...picker.takeVersionParts()]).toEqual([]);
  });
});

describe("picking by the operator's shares", () => {
  it("gives regions and nodes exactly their shares", async () => {
    await useTable(
      {
        id: "cn",
        weight: 60,
        nodes: [
          { id: "c1", weight: 30 },
          { id: "c2", weight: 10 },
        ],
      },
      { id: "eu", weight: 40, nodes: [{ id: "e1" }] },
    );
    expect(picksOf(1000)).toEqual({ c1: 450, c2: 150, e1: 400 });
  });

  it("leaves standby, draining and cordoned targets alone", async () => {
    await useTable(
      {
        id: "cn",
        nodes: [
          { id: "c1" },
          { id: "s", state: "standby" },
          { id: "d", state: "drain" },
          { id: "x", state: "cordon" },
        ],
      },
      { id: "eu", state: "standby", nodes: [{ id: "e1" }] },
      { id: "us", state: "cordon", nodes: [{ id: "u1" }] },
    );
    expect(picksOf(100)).toEqual({ c1: 100 });
  });

  it("counts picks and expected shares, which never drift apart", async () => {
    const weight = fc.integer({ min: 1, max: 1000 });
    const change = fc.constantFrom("out", "back", "none");
    await fc.assert(
      fc.asyncProperty(
        weight,
        weight,
        weight,
        fc.array(change, { maxLength: 20 }),
        async (w1, w2, w3, changes) => {
          counts = new TargetCounts();
          picker = newPicker();
          await useTable(
            {
              id: "cn",
              weight: w3,
              nodes: [
                { id: "c1", weight: w1 },
                { id: "c2", weight: w2 },
              ],
            },
            { id: "eu", weight: 100, nodes: [{ id: "e1" }] },
          );
          for (const one of changes) {
            if (one === "out") takeOut("c1");
            if (one === "back") bringBack("c1");
            picksOf(17);
          }
          picker.settleCounts();
          const rows = counts.takeChanged();
          const total = rows.reduce((sum, [, picks]) => sum + picks, 0);
          expect(total).toBe(17 * changes.length);
          expect(rows.reduce((sum, [, , expected]) => sum + expected, 0)).toBeCloseTo(total, 1);
          for (const [, picks, expected] of rows) expect(Math.abs(picks - expected)).toBeLessThan(4);
          expect(counts.takeChanged()).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("picking by health", () => {
  it("overflows to standby regions as the healthy share falls", async () => {
    await useTable(
      { id: "cn", nodes: [{ id: "c1" }, { id: "c2" }] },
      { id: "eu", state: "standby", weight: 0, nodes: [{ id: "e1" }] },
    );
    takeOut("c2");
    expect(picksOf(100)).toEqual({ c1: 70, e1: 30 });
    takeOut("c1");
    expect(picksOf(100)).toEqual({ e1: 100 });
  });

  it("uses standby nodes before traffic leaves the region", async () => {
    await useTable(
      { id: "cn", nodes: [{ id: "c1" }, { id: "s1", state: "standby", weight: 0 }] },
      { id: "eu", state: "standby", weight: 0, nodes: [{ id: "e1" }] },
    );
    takeOut("c1");
    expect(picksOf(50)).toEqual({ s1: 50 });
  });

  it("does not spill anything for a drain", async () => {
    await useTable(
      { id: "cn", nodes: [{ id: "c1" }, { id: "c2", state: "drain" }] },
      { id: "eu", state: "standby", weight: 0, nodes: [{ id: "e1" }] },
    );
    expect(picksOf(50)).toEqual({ c1: 50 });
  });

  it("never removes a region's last node for failing answers", async () => {
    await useTable(
      { id: "cn", nodes: [{ id: "c1" }] },
      { id: "eu", state: "standby", nodes: [{ id: "e1" }] },
    );
    failAnswers("c1");
    expect(picksOf(10)).toEqual({ c1: 10 });
    expect(evidenceOf("c1").verdict.outOfRotation).toBeNull();
  });

  it("ignores failing answers in panic, never a node that is not ready", async () => {
    await useTable({ id: "cn", nodes: [{ id: "c1" }, { id: "c2" }, { id: "c3" }, { id: "c4" }] });
    failAnswers("c1");
    expect(picksOf(300)).toEqual({ c2: 100, c3: 100, c4: 100 });
    expect(evidenceOf("c1").verdict.outOfRotation).toMatchObject({ rule: "answers-failed" });
    takeOut("c3");
    takeOut("c4");
    expect(picksOf(100)).toEqual({ c1: 50, c2: 50 });
    expect(evidenceOf("c1").verdict.outOfRotation).toBeNull();
  });

  it("brings a restarted node back slowly", async () => {
    await useTable({ id: "cn", nodes: [{ id: "c1" }, { id: "c2" }] });
    takeOut("c2");
    picksOf(1);
    bringBack("c2");
    expect(picksOf(110)["c2"]).toBeCloseTo(10, -0.5);
    clock.advance(30_000);
    expect(picksOf(150)["c2"]).toBeCloseTo(50, -0.5);
    clock.advance(30_000);
    expect(picksOf(100)["c2"]).toBeCloseTo(50, -0.5);
  });

  it("sees an ejection end by time alone", async () => {
    await useTable({ id: "cn", nodes: [{ id: "c1" }, { id: "c2" }] });
    evidenceOf("c2").failed(trialAt(clock.now()), new Error("reset"));
    expect(picksOf(10)).toEqual({ c1: 10 });
    clock.advance(1000);
    expect(picksOf(10)).toEqual({ c1: 5, c2: 5 });
  });

  it("has no node when all are hard down", async () => {
    await useTable({ id: "cn", nodes: [{ id: "c1" }] }, { id: "eu", nodes: [{ id: "e1" }] });
    takeOut("c1");
    takeOut("e1");
    expect(picker.pick()).toBeNull();
  });
});

describe("picking another node", () => {
  const regions: RegionGiven[] = [
    { id: "cn", nodes: [{ id: "c1" }, { id: "c2" }, { id: "s1", state: "standby" }] },
    { id: "eu", state: "standby", weight: 0, nodes: [{ id: "e1" }] },
    { id: "us", state: "cordon", nodes: [{ id: "u1" }] },
  ];

  it("stays in a region that answered within the last second", async () => {
    await useTable(...regions);
    evidenceOf("c2").answered(trialAt(clock.now()), 200, noReport, true);
    expect(picker.pickAnother([nodeOf("c1")], anyNode)?.id).toBe("c2");
  });

  it("leaves a region that was silent, or failed twice", async () => {
    await useTable(...regions);
    expect(picker.pickAnother([nodeOf("c1")], anyNode)?.id).toBe("e1");
    evidenceOf("c2").answered(trialAt(clock.now()), 200, noReport, true);
    expect(picker.pickAnother([nodeOf("c2"), nodeOf("c1")], anyNode)?.id).toBe("e1");
  });

  it("takes what is left: the other region, then standby nodes, never a cordoned one", async () => {
    await useTable(...regions);
    const notEurope = ({ regionId }: RoutedNode) => regionId !== "eu";
    expect(picker.pickAnother([nodeOf("c1")], notEurope)?.id).toBe("c2");
    takeOut("c2");
    expect(picker.pickAnother([nodeOf("c1")], notEurope)?.id).toBe("s1");
    takeOut("s1");
    expect(picker.pickAnother([nodeOf("c1")], notEurope)).toBeNull();
  });

  it("obeys a table that came after the first attempt", async () => {
    const [cn, ...others] = regions;
    await useTable(...regions);
    const failed = nodeOf("c1");
    await useTable({ id: "cn", nodes: [{ id: "c1" }] });
    expect(picker.pickAnother([failed], anyNode)?.id).toBeUndefined();
    for (const state of ["drain", "cordon"] as const) {
      await useTable({ id: "cn", nodes: cn?.nodes ?? [], state }, ...others);
      const notEurope = ({ regionId }: RoutedNode) => regionId !== "eu";
      expect(picker.pickAnother([failed], notEurope)?.id).toBeUndefined();
    }
  });
});
