import { expect, it } from "vitest";
import type { FleetView, RegionView } from "../api/index.ts";
import type { Presence } from "../fleet.ts";
import { countNodes } from "./counted.ts";
import { judgeFleet } from "./findings.ts";
import { summariseFleet } from "./fleet-summary.ts";
import { sumUpRegion } from "./region-status.ts";
import { agentView } from "./testing/agent-view.ts";

const region: RegionView = {
  ...{ id: "a", name: "a", label: "a", latitude: 0, longitude: 0 },
  agents: [
    agentView({ id: "n1" }),
    agentView({ id: "off", state: "standby", reportsReady: false, isUnproven: true }),
    agentView({ id: "loading", reportsReady: false, isUnproven: true }),
    agentView({ id: "fresh", reportsReady: false, isUnproven: true }),
    agentView({ id: "g", role: "gateway" }),
    agentView({ id: "fresh-g", role: "gateway", reportsReady: false }),
  ],
};
const presences: Record<string, Presence> = { off: "offline", fresh: "never", "fresh-g": "never" };
const figuresOf = (more: Record<string, Presence> = {}) => ({
  agent: (id: string) => ({ presence: more[id] ?? presences[id] ?? ("live" as const) }),
  region: () => null,
  origin: () => null,
});
const fleet: FleetView = { revision: "1", regions: [region] };

it("takes unproven and never seen agents for no loss, and says the nodes among them apart", () => {
  const counts = { nodes: 1, nodesReady: 1, nodesUnproven: 3 };
  expect(countNodes(region.agents, figuresOf())).toEqual(counts);
  expect(sumUpRegion(region, [region], figuresOf())).toMatchObject({ state: "ready", ...counts });
  expect(summariseFleet(fleet, figuresOf())).toMatchObject({ ...counts, gateways: 1, gatewaysReady: 1 });
});

it("still misses a proven node or a gateway that was there", () => {
  for (const lost of ["offline", "stale"] as const) {
    const proven = { ...region, agents: [...region.agents, agentView({ id: "n2" })] };
    const sum = sumUpRegion(proven, [proven], figuresOf({ n2: lost }));
    expect(sum).toMatchObject({ state: "degraded", nodes: 2, nodesReady: 1 });
    expect(sumUpRegion(region, [region], figuresOf({ "fresh-g": lost })).state).toBe("degraded");
  }
});

it("calls nobody away who was never there", () => {
  const found = judgeFleet({
    fleet,
    figures: figuresOf(),
    overview: { rollout: null, history: { successShare: 1 } },
  });
  expect(found).toEqual([{ kind: "away", agentIds: ["off"], agents: ["node-1"] }]);
});
