import { expect, it } from "vitest";
import { groupRotation } from "./rotation.ts";
import { agentView } from "@meridian/contracts/status/testing";

type Reported = { sinceMs?: number | null; earliestReturnMs: number | null; evidence?: string };
const view = (gatewayId: string, { sinceMs = 0, earliestReturnMs, evidence = "no answer" }: Reported) => ({
  gatewayId,
  gatewayName: gatewayId,
  nodeId: "ag_n",
  isIn: false,
  rule: "answers-failed",
  evidence,
  sinceMs,
  earliestReturnMs,
});
const gateway = (id: string, reportedAtMs: number) =>
  agentView({
    id,
    role: "gateway",
    observed: {
      position: null,
      outcome: "converged",
      reason: null,
      unsaved: null,
      at: new Date(reportedAtMs),
    },
  });
const region = { id: "a", name: "a", label: "a", latitude: 0, longitude: 0 };
const fleet = {
  revision: "1",
  regions: [{ ...region, agents: [gateway("g1", 1_000_000), gateway("g2", 1_010_000)] }],
};

it("says one reason once, since the first gateway's and with the earliest return, counted from the reports", () => {
  const views = [
    view("g1", { sinceMs: 5000, earliestReturnMs: 30_000 }),
    view("g2", { sinceMs: 20_000, earliestReturnMs: 10_000 }),
  ];
  expect(groupRotation(views, fleet)).toEqual([
    {
      ...{ rule: "answers-failed", evidence: "no answer", gateways: ["g1", "g2"] },
      since: new Date(990_000),
      returnAt: new Date(1_020_000),
    },
  ]);
});

it("keeps different reasons apart and says of times only what a gateway did", () => {
  const views = [
    view("g1", { sinceMs: null, earliestReturnMs: null }),
    view("g2", { sinceMs: 0, earliestReturnMs: 5000, evidence: "500" }),
    view("gone", { sinceMs: 1000, earliestReturnMs: 5000 }),
  ];
  const groups = groupRotation(views, fleet);
  expect(groups.map(({ gateways, since, returnAt }) => [gateways, since, returnAt])).toEqual([
    [["g1", "gone"], null, null],
    [["g2"], new Date(1_010_000), new Date(1_015_000)],
  ]);
});
