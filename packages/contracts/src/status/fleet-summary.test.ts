import type { FleetView } from "../api/index.ts";
import { expect, it } from "vitest";
import { summariseFleet } from "./fleet-summary.ts";
import { agentView } from "./testing/agent-view.ts";

const region = (id: string, agents: FleetView["regions"][number]["agents"]) => ({
  id,
  name: id,
  label: id,
  latitude: 0,
  longitude: 0,
  agents: agents.map((agent) => ({ ...agent, regionId: id })),
});
const fleet: FleetView = {
  revision: "9",
  regions: [
    region("a", [agentView({ id: "a1" }), agentView({ id: "a2" }), agentView({ id: "ag", role: "gateway" })]),
    region("b", [agentView({ id: "b1", state: "standby" }), agentView({ id: "bg", role: "gateway" })]),
    region("c", []),
  ],
};

it("counts who is ready and which regions serve", () => {
  const summary = summariseFleet(fleet, {
    agent: (id) => ({ presence: id === "a2" || id === "bg" ? "offline" : "live" }),
    region: (id) => (id === "c" ? null : { p95Ms: id === "a" ? 12 : 30 }),
  });
  expect(summary).toEqual({
    regions: 3,
    regionsServing: 1,
    nodes: 3,
    nodesReady: 2,
    nodesUnproven: 0,
    gateways: 2,
    gatewaysReady: 1,
    p95MsMax: 30,
  });
});

it("claims nothing before the hub has spoken", () => {
  const summary = summariseFleet(fleet, { agent: () => null, region: () => null });
  expect(summary).toMatchObject({ regionsServing: 0, nodesReady: 0, gatewaysReady: 0, p95MsMax: null });
});
