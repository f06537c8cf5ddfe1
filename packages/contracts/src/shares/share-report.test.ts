import { describe, expect, it } from "vitest";
import type { OriginLive } from "../wire/operator-protocol.ts";
import { nodeShares, originShares } from "./share-report.ts";
import type { TrafficNodeView, TrafficView } from "../api/traffic.ts";

const split = { revision: "0", current: null, choices: [] };
const convergence = { gateways: 1, acked: 1, observed: 1, away: 0, nacks: [], slowest: null };
const node = (id: string, weight: number, more: Partial<TrafficNodeView> = {}): TrafficNodeView => ({
  ...{
    id,
    name: id,
    nodeId: id,
    state: "active",
    weight,
    drain: null,
    isReady: true,
    isUnproven: false,
    version: null,
    out: [],
  },
  ...more,
});
const gateway = (name: string, isInEffect = true) => ({
  ...{ id: name, name, regionId: "eu", revision: "7", isInEffect, isAway: false },
});
const region = (id: string, nodes: TrafficNodeView[]) => ({
  regionId: id,
  revision: "7",
  nodes,
  convergence,
});
const set = (regionId: string, weight: number) => ({
  regionId,
  state: "active" as const,
  weight,
  drain: null,
});

const traffic: TrafficView = {
  regions: ["eu", "ap"].map((id) => ({ id, name: id, label: id })),
  origins: [{ regionId: "eu", revision: "7", targets: [set("eu", 90), set("ap", 10)], split, convergence }],
  nodes: [region("eu", [node("e1", 50), node("e2", 50)]), region("ap", [node("a1", 100)])],
  gateways: [gateway("g1"), gateway("g2"), gateway("g3")],
  applyTimes: null,
};
const live = (picks: OriginLive["picks"], more: Partial<OriginLive> = {}): OriginLive => ({
  ...{ id: "eu", windowMs: 30_000, picks, marks: [], faults: [] },
  ...more,
});
const of = (one: OriginLive, view = traffic) => ({
  regions: originShares(view, (id) => (id === "eu" ? one : null), "eu"),
  nodes: nodeShares(view, (id) => (id === "eu" ? one : null), "eu"),
});
const verdicts = ({ shares }: { shares: { verdict: string }[] }) => shares.map(({ verdict }) => verdict);

describe("where requests go", () => {
  it("is quiet when everything is as declared", () => {
    const { regions, nodes } = of(
      live([
        ["e1", 2250, 2250],
        ["e2", 2250, 2250],
        ["a1", 500, 500],
      ]),
    );
    expect(verdicts(regions)).toEqual(["as-declared", "as-declared"]);
    expect(verdicts(nodes)).toEqual(["as-declared", "as-declared"]);
    expect([regions.causes, nodes.causes]).toEqual([[], []]);
    expect(regions).toMatchObject({ requests: 5000, windowMs: 30_000 });
  });

  it("tells a gateway that ignores weights: it picked otherwise than it should have", () => {
    const { regions } = of(
      live([
        ["e1", 1666, 2250],
        ["e2", 1667, 2250],
        ["a1", 1667, 500],
      ]),
    );
    expect(verdicts(regions)).toEqual(["picker-fault", "picker-fault"]);
  });

  it("explains what a node's absence does, in its region and among regions", () => {
    const out = [{ gatewayId: "g1", gatewayName: "g1", rule: "probes-failed", evidence: "ECONNREFUSED" }].map(
      (one) => ({ ...one, since: new Date(0), earliestReturn: new Date(1000) }),
    );
    const view = {
      ...traffic,
      nodes: [region("eu", [node("e1", 50, { out }), node("e2", 50)]), region("ap", [])],
    };
    const { regions, nodes } = of(
      live([
        ["e2", 3500, 3500],
        ["a1", 1500, 1500],
      ]),
      view,
    );
    expect(verdicts(nodes)).toEqual(["explained", "explained"]);
    expect(nodes.causes).toEqual([{ kind: "node-out", node: "e1", region: "eu", out }]);
    expect(regions.causes).toContainEqual({ kind: "region-empty", region: "ap" });
  });

  it("names the one gateway of three that goes by an older table", () => {
    const view = {
      ...traffic,
      gateways: [gateway("g1"), { ...gateway("g2", false), revision: "6" }, gateway("g3")],
    };
    const { regions } = of(
      live([
        ["e1", 1000, 1000],
        ["e2", 1000, 1000],
        ["a1", 1000, 1000],
      ]),
      view,
    );
    expect(verdicts(regions)).toEqual(["explained", "explained"]);
    expect(regions.causes).toEqual([{ kind: "gateway-behind", gateway: "g2", revision: "6" }]);
  });

  it("says how far a node warms up or is slowed, and that a region is in panic", () => {
    const marks: OriginLive["marks"] = [
      ["eu", "panic", 1],
      ["e1", "slow-start", 0.4],
      ["e1", "slow-start", 0.1],
      ["e2", "slow", 0.7],
      ["e2", "version", 0.9],
    ];
    const { nodes } = of(
      live(
        [
          ["e1", 100, 100],
          ["e2", 900, 900],
        ],
        { marks },
      ),
    );
    expect(nodes.causes).toEqual([
      { kind: "panic", region: "eu" },
      { kind: "slow-start", node: "e1", region: "eu", part: 0.1 },
      { kind: "slow", node: "e2", region: "eu", part: 0.7 },
      { kind: "version", node: "e2", region: "eu", part: 0.9 },
    ]);
  });

  it("does not judge what it has too little of", () => {
    const { regions } = of(
      live([
        ["e1", 5, 4.5],
        ["e2", 4, 4.5],
        ["a1", 1, 1],
      ]),
    );
    expect(verdicts(regions)).toEqual(["not-enough-data", "not-enough-data"]);
    expect(of(live([])).regions.shares[0]).toMatchObject({ expected: null, verdict: "not-enough-data" });
  });
});
