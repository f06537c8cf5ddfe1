import type { Policy } from "@meridian/contracts/forecast";
import { expect, it } from "vitest";
import { policyWith } from "./policy-with.ts";

const convergence = { gateways: 0, acked: 0, observed: 0, away: 0, nacks: [], slowest: null };
const desired = { state: "active", weight: 1, drain: null } as const;
const node = (id: string) => ({
  ...desired,
  id,
  name: id,
  nodeId: id,
  isReady: true,
  isUnproven: false,
  version: null,
  out: [],
});
const policy: Policy = {
  origins: ["east", "west"].map((regionId) => ({
    ...{ regionId, revision: "1", convergence, split: { revision: "0", current: null, choices: [] } },
    targets: ["east", "west"].map((id) => ({ ...desired, regionId: id })),
  })),
  nodes: ["east", "west"].map((regionId) => ({
    ...{ regionId, revision: "1", convergence },
    nodes: [node(`${regionId}-1`), node(`${regionId}-2`)],
  })),
  gateways: [],
};
const drafted = (id: string) => [{ id, state: "drain" as const, weight: 7, drain: null, isLocked: false }];

it("sets a region as one origin sees it, and nothing else", () => {
  const { origins, nodes } = policyWith(
    policy,
    { type: "traffic", regionId: "west", regionName: "west" },
    drafted("east"),
  );
  const set = origins.flatMap(({ targets: members }) =>
    members.map(({ state, weight }) => `${state} ${weight}`),
  );
  expect(set).toEqual(["active 1", "active 1", "drain 7", "active 1"]);
  expect(nodes).toBe(policy.nodes);
});

it("sets a node for all origins, and nothing else", () => {
  const subject = { type: "nodes", regionId: "east", regionName: "east" } as const;
  const { origins, nodes } = policyWith(policy, subject, drafted("east-2"));
  const set = nodes.flatMap((region) => region.nodes.map(({ state, weight }) => `${state} ${weight}`));
  expect(set).toEqual(["active 1", "drain 7", "active 1", "active 1"]);
  expect(origins).toBe(policy.origins);
});
