import { changeKinds } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { isConcerned } from "./shown-by.ts";

it.each([
  ["api-token.created", ["token"], ["traffic", "fleet", "safety", "rollout", "tester"]],
  ["safety.frozen", ["safety"], ["traffic", "fleet", "token"]],
  ["traffic.shifted", ["traffic", "fleet", "tester"], ["safety", "user", "incident"]],
  ["incident.opened", ["incident"], ["fleet", "traffic", "token"]],
  ["user.role-changed", ["user", "session"], ["fleet", "traffic", "rollout"]],
])("%s is shown by %j and not by %j", (kind, shown, others) => {
  for (const router of shown) expect(isConcerned(router, [kind]), router).toBe(true);
  for (const router of others) expect(isConcerned(router, [kind]), router).toBe(false);
});

it("tells every recorded change to the audit log and the overview", () => {
  for (const kind of changeKinds) {
    expect(isConcerned("audit", [kind]), kind).toBe(true);
    expect(isConcerned("overview", [kind]), kind).toBe(true);
  }
});

it("lets agents' reports refetch what shows agents, and no history", () => {
  const reports = ["agent.acked", "agent.observed", "agent.connected", "agent.presence"];
  expect(["fleet", "traffic"].map((router) => isConcerned(router, reports))).toEqual([true, true]);
  expect(["audit", "overview", "safety"].map((router) => isConcerned(router, reports))).toEqual([
    false,
    false,
    false,
  ]);
});

it("takes one concerning kind among many, and a kind that it does not know, for a reason to look", () => {
  expect(isConcerned("token", ["traffic.shifted", "api-token.revoked"])).toBe(true);
  expect(isConcerned("token", [])).toBe(false);
  expect(isConcerned("token", ["quota.set"])).toBe(true);
});
