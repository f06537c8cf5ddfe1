import { expect, it } from "vitest";
import { groupRotation } from "./rotation.ts";
import { agentView } from "@/components/fleet/testing/agent-view.ts";

const view = (gatewayId: string, earliestReturnMs: number | null, evidence: string | null = "no answer") => ({
  gatewayId,
  gatewayName: gatewayId,
  nodeId: "ag_n",
  isIn: false,
  rule: "answers-failed",
  evidence,
  sinceMs: 0,
  earliestReturnMs,
});
const gateway = (id: string, reportedAtMs: number) =>
  agentView({
    id,
    role: "gateway",
    observed: { position: null, outcome: "converged", reason: null, at: new Date(reportedAtMs) },
  });
const region = { id: "a", name: "a", label: "a", latitude: 0, longitude: 0 };
const fleet = {
  revision: "1",
  regions: [{ ...region, agents: [gateway("g1", 1_000_000), gateway("g2", 1_010_000)] }],
};

it("says one reason once, with the earliest return counted from the reports", () => {
  expect(groupRotation([view("g1", 30_000), view("g2", 10_000)], fleet)).toEqual([
    { rule: "answers-failed", evidence: "no answer", gateways: ["g1", "g2"], returnAt: new Date(1_020_000) },
  ]);
});

it("keeps different reasons apart and promises nothing that a gateway did not", () => {
  const groups = groupRotation([view("g1", null), view("g2", 5000, "500"), view("gone", 5000)], fleet);
  expect(groups.map(({ gateways, returnAt }) => [gateways, returnAt])).toEqual([
    [["g1", "gone"], null],
    [["g2"], new Date(1_015_000)],
  ]);
});
