import { expect, it } from "vitest";
import { earliestReturn } from "./rotation.ts";
import { agentView } from "./testing/agent-view.ts";

const view = {
  gatewayId: "ag_g",
  gatewayName: "gateway-1",
  nodeId: "ag_n",
  isIn: false,
  rule: "answers-failed",
  evidence: null,
  sinceMs: 0,
  earliestReturnMs: 30_000,
};
const observed = { position: null, outcome: "converged", reason: null, at: new Date(1_000_000) };
const gateway = agentView({ id: "ag_g", role: "gateway", observed });
const region = { id: "a", name: "a", label: "a", latitude: 0, longitude: 0, agents: [gateway] };
const fleet = { revision: "1", regions: [region] };

it("counts from the gateway's report", () => {
  expect(earliestReturn(view, fleet)).toEqual(new Date(1_030_000));
});

it("promises nothing that the gateway did not", () => {
  expect(earliestReturn({ ...view, earliestReturnMs: null }, fleet)).toBeNull();
  expect(earliestReturn({ ...view, gatewayId: "gone" }, fleet)).toBeNull();
});
