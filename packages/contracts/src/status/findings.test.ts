import type { AgentView, OverviewView, RegionView } from "../api/index.ts";
import { expect, it } from "vitest";
import { agentView } from "./testing/agent-view.ts";
import type { Figures } from "./figures.ts";
import { judgeFleet, type Situation } from "./findings.ts";

const region = (name: string, agents: Partial<AgentView>[]): RegionView => ({
  id: name,
  name,
  label: name,
  latitude: 0,
  longitude: 0,
  agents: agents.map((agent, i) => agentView({ id: `${name}-${i}`, name: `${name}-${i}`, ...agent })),
});
const well = (name: string, node: Partial<AgentView> = {}) => region(name, [node, { role: "gateway" }]);
const calm = { requestsPerSecond: 10, successShare: 1, p50Ms: 5, p95Ms: 12, p99Ms: 15 };

type Given = {
  regions: RegionView[];
  away?: string[];
  live?: Record<string, Partial<typeof calm>>;
  rollout?: OverviewView["rollout"];
  lately?: number | null;
  faulty?: ReturnType<typeof faultOf>[];
  picks?: Record<string, [nodeId: string, picks: number, expected: number][]>;
};

const faultOf = (gatewayId: string) => ({
  gatewayId,
  targetId: "n",
  expected: 0.95,
  observed: 0.05,
  requests: 2000,
});

function situation({
  regions,
  away = [],
  live = {},
  rollout = null,
  lately = 1,
  faulty = [],
  picks = {},
}: Given): Situation {
  const figures: Figures = {
    agent: (id) => ({ presence: away.includes(id) ? "offline" : "live" }),
    region: (id) => ({ ...calm, ...live[id] }),
    origin: (id) => ({
      faults: faulty.filter(({ gatewayId }) => gatewayId.startsWith(id)),
      picks: picks[id] ?? [],
    }),
  };
  return {
    fleet: { revision: "1", regions },
    figures,
    overview: { rollout, history: { successShare: lately } },
  };
}
const ref = (name: string) => ({ regionId: name, region: name });
const kinds = (given: Given) => judgeFleet(situation(given)).map(({ kind }) => kind);

it("finds nothing where all is well, also without a single request", () => {
  expect(kinds({ regions: [well("a"), well("b", { state: "standby" })] })).toEqual([]);
  expect(kinds({ regions: [well("a")], lately: null })).toEqual([]);
});

it("puts users who are not served first, then promises, then agents", () => {
  const rollout = {
    id: "ro_1",
    versionName: "compact-b",
    state: "halted" as const,
    stateReason: "does not load",
    stateSince: new Date(0),
  };
  const given: Given = {
    regions: [
      well("slow"),
      well("failing"),
      well("lost"),
      well("refusing", { nack: { field: "limits", reason: "unknown" } }),
      region("new", []),
    ],
    away: ["lost-0"],
    live: { slow: { p95Ms: 201 }, failing: { successShare: 0.9998 } },
    rollout,
    lately: 0.999,
  };
  expect(judgeFleet(situation(given))).toEqual([
    { kind: "noNode", ...ref("lost"), servedBy: [], hasOthers: true },
    { kind: "successLow", ...ref("failing"), share: 0.9998 },
    { kind: "rolloutHalted", rolloutId: "ro_1", version: "compact-b", reason: "does not load" },
    { kind: "p95High", ...ref("slow"), p95Ms: 201 },
    { kind: "away", agentIds: ["lost-0"], agents: ["lost-0"] },
    { kind: "nack", agentId: "refusing-0", agent: "refusing-0", field: "limits", reason: "unknown" },
    { kind: "successLowLately", share: 0.999 },
    { kind: "emptyRegion", ...ref("new") },
  ]);
});

it("keeps to the promises exactly", () => {
  expect(kinds({ regions: [well("a")], live: { a: { successShare: 0.9999, p95Ms: 200 } } })).toEqual([]);
});

it("counts a drained or cordoned node as none", () => {
  expect(kinds({ regions: [well("a", { state: "drain" })] })).toEqual(["noNode"]);
  expect(kinds({ regions: [well("a", { state: "cordon" })] })).toEqual(["noNode"]);
});

it("misses a gateway where nodes stand ready", () => {
  expect(kinds({ regions: [region("a", [{}])] })).toEqual(["noGateway"]);
});

it("calls drift what was acknowledged but is not in effect", () => {
  const observed = (outcome: string, revision: string) => ({
    position: { epoch: 1, revision },
    outcome,
    reason: "why",
    unsaved: null,
    at: new Date(0),
  });
  expect(kinds({ regions: [well("a", { observed: observed("converged", "6") })] })).toEqual(["drift"]);
  expect(kinds({ regions: [well("a", { observed: observed("degraded", "7") })] })).toEqual(["drift"]);
  expect(kinds({ regions: [well("a", { observed: observed("converging", "6") })] })).toEqual([]);
  const behind = { acked: { epoch: 1, revision: "6" }, observed: observed("converged", "6") };
  expect(kinds({ regions: [well("a", behind)] })).toEqual([]);
});

it("says which gateways keep a node out, and nothing twice of an agent that is away", () => {
  const rotation = {
    gatewayId: "a-2",
    gatewayName: "gateway-1",
    nodeId: "a-0",
    isIn: false,
    rule: null,
    evidence: null,
    sinceMs: null,
    earliestReturnMs: null,
  };
  const regions = [region("a", [{ outOfRotation: [rotation] }, {}, { role: "gateway" }])];
  expect(judgeFleet(situation({ regions }))).toMatchObject([
    { kind: "outOfRotation", agent: "a-0", gateways: ["gateway-1"] },
  ]);
  expect(kinds({ regions, away: ["a-0"] })).toEqual(["away"]);
  expect(kinds({ regions, away: ["a-2"] })).toEqual(["noGateway", "away"]);
});

it("says who answers for a region without nodes, and that nobody can where it is alone", () => {
  const without = (...regions: RegionView[]) => ({ regions, away: ["a-0"] });
  const picks: Given["picks"] = {
    a: [
      ["a-0", 9, 0],
      ["b-0", 3, 3],
      ["c-0", 5, 5],
      ["gone-0", 5, 5],
    ],
  };
  const noNodeOf = (given: Given) => judgeFleet(situation(given)).find(({ kind }) => kind === "noNode");
  const fleet = without(well("a"), well("b"), well("c"));
  expect(noNodeOf({ ...fleet, picks })).toMatchObject({ servedBy: ["c", "b"], hasOthers: true });
  expect(noNodeOf({ ...fleet, picks, away: ["a-0", "c-0"] })).toMatchObject({ servedBy: ["b"] });
  expect(noNodeOf(fleet)).toMatchObject({ servedBy: [], hasOthers: true });
  expect(noNodeOf(without(well("a")))).toMatchObject({ servedBy: [], hasOthers: false });
  const gatewaysOnly = region("b", [{ role: "gateway" }]);
  expect(noNodeOf(without(well("a"), gatewaysOnly))).toMatchObject({ servedBy: [], hasOthers: false });
});

it("names agents that are ahead of the database", () => {
  const at = (epoch: number, revision: string) => ({
    observed: {
      position: { epoch, revision },
      outcome: "converged",
      reason: null,
      unsaved: null,
      at: new Date(0),
    },
  });
  const ahead = [at(1, "8"), at(2, "1")].map((agent) => region("a", [agent, { role: "gateway" }]));
  for (const one of ahead) {
    expect(judgeFleet(situation({ regions: [one] }))[0]).toMatchObject({ kind: "ahead", agents: ["a-0"] });
  }
  for (const one of [at(1, "7"), at(1, "6"), at(0, "9")]) {
    expect(kinds({ regions: [region("a", [one, { role: "gateway" }])] })).not.toContain("ahead");
  }
});

it("names a gateway that picks wrong", () => {
  const given = { regions: [well("a"), well("b")], faulty: [faultOf("b-1")] };
  expect(judgeFleet(situation(given))).toEqual([
    { kind: "pickerFault", ...ref("b"), agentId: "b-1", agent: "b-1" },
  ]);
});

it("takes a node that nobody found ready yet for no loss, and for nobody who serves", () => {
  const rotation = {
    ...{ gatewayId: "g", gatewayName: "gateway-1", nodeId: "a-1", isIn: false, rule: "unproven" },
    ...{ evidence: null, sinceMs: null, earliestReturnMs: null },
  };
  const unproven = { isUnproven: true, outOfRotation: [rotation] };
  expect(kinds({ regions: [region("a", [{}, unproven, { role: "gateway" }])] })).toEqual([]);
  expect(kinds({ regions: [region("a", [unproven, { role: "gateway" }])] })).toEqual(["noNode"]);
});

it("tells a snapshot that could not be saved from a drift", () => {
  const full = "the snapshot in effect is not on disk: no space left";
  const observed = (outcome: string, reason: string | null, revision = "7") => ({
    ...{ position: { epoch: 1, revision }, outcome, reason, unsaved: full, at: new Date(0) },
  });
  const found = (agent: Partial<AgentView>) => judgeFleet(situation({ regions: [well("a", agent)] }));
  expect(found({ observed: observed("degraded", full) })).toEqual([
    { kind: "notSaved", agentId: "a-0", agent: "a-0", reason: full },
  ]);
  expect(found({ observed: observed("converging", null) })).toMatchObject([{ kind: "notSaved" }]);
  expect(found({ observed: observed("degraded", "one engine is away") })).toMatchObject([{ kind: "drift" }]);
  expect(found({ observed: observed("degraded", full, "6") })).toMatchObject([{ kind: "drift" }]);
});

it("names who lacks a certificate only where a node speaks mesh TLS, and not who is away", () => {
  const outdated = { certificateState: "none", certificateUntil: null } as const;
  const gateways = [{ role: "gateway" }, { role: "gateway", ...outdated }, {}] as const;
  const fleet = (node: Partial<AgentView>) => [region("a", [{ ...outdated, ...node }, ...gateways])];
  expect(kinds({ regions: fleet({}) })).toEqual([]);
  const on = fleet({ speaksMeshTls: true });
  expect(judgeFleet(situation({ regions: on }))).toEqual([
    { kind: "noCertificate", agentIds: ["a-0", "a-2"], agents: ["a-0", "a-2"] },
  ]);
  expect(judgeFleet(situation({ regions: on, away: ["a-2"] }))[0]).toMatchObject({ agents: ["a-0"] });
});

it("tells an ended certificate from one that ends and was not renewed", () => {
  const node = (certificateState: AgentView["certificateState"]) =>
    ({ speaksMeshTls: true, certificateState }) as const;
  const regions = [region("a", [node("ended"), node("ending"), node("valid"), { role: "gateway" }])];
  expect(judgeFleet(situation({ regions }))).toEqual([
    { kind: "noCertificate", agentIds: ["a-0"], agents: ["a-0"] },
    { kind: "certificateEnds", agentIds: ["a-1"], agents: ["a-1"] },
  ]);
});
