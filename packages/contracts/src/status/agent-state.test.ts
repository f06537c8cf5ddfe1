import type { AgentView } from "../api/index.ts";
import { describe, expect, it } from "vitest";
import { agentState, isOwnWord, type StateReason } from "./agent-state.ts";
import { agentView } from "./testing/agent-view.ts";

const stateOf = (more: Partial<AgentView>, presence: "live" | "stale" | "offline" | "never" = "live") =>
  agentState(agentView(more), { presence });
const slot = {
  name: "compact",
  digest: "ab".repeat(32),
  precision: "fp32",
  provider: null,
  reason: "no such file",
};
const rotation = {
  gatewayId: "ag_g",
  gatewayName: "gateway-1",
  nodeId: "ag_n",
  isIn: false,
  rule: "connection-failed",
  evidence: "refused",
  sinceMs: 500,
  earliestReturnMs: 1000,
};
const observed = (outcome: string) => ({
  position: null,
  outcome,
  reason: "why",
  unsaved: null,
  at: new Date(0),
});

describe("agentState", () => {
  it("is unknown until the hub has spoken", () => expect(agentState(agentView(), null)).toBeNull());

  it.each<[string, Partial<AgentView>, "live" | "stale" | "offline" | "never"]>([
    ["ready", {}, "live"],
    ["stale", { state: "cordon" }, "stale"],
    ["offline", { reportsReady: false }, "offline"],
    ["never", {}, "never"],
    ["cordoned", { state: "cordon", reportsReady: false }, "live"],
    ["draining", { state: "drain" }, "live"],
    ["failing", { observed: observed("failed") }, "live"],
    ["failing", { reportsReady: false, slots: [{ ...slot, status: "failed" }] }, "live"],
    ["loading", { reportsReady: false, slots: [{ ...slot, status: "warming" }] }, "live"],
    ["loading", { reportsReady: false, slots: [] }, "live"],
    ["unproven", { isUnproven: true, outOfRotation: [rotation] }, "live"],
    ["loading", { isUnproven: true, reportsReady: false }, "live"],
    ["degraded", { nack: { field: "regions.0", reason: "too many" } }, "live"],
    ["degraded", { slots: [{ ...slot, status: "failed" }] }, "live"],
    ["degraded", { outOfRotation: [rotation] }, "live"],
    ["degraded", { observed: observed("degraded"), state: "standby" }, "live"],
    ["standby", { state: "standby" }, "live"],
  ])("is %s given %j and %s", (state, more, presence) => {
    expect(stateOf(more, presence)?.state).toBe(state);
  });

  it("says each thing once", () => {
    const failed = { slots: [{ ...slot, status: "failed" as const }], observed: observed("degraded") };
    expect(stateOf(failed)?.reasons).toEqual([
      { kind: "slotFailed", version: "compact", text: "no such file" },
    ]);
  });

  it("says once that a snapshot is not saved, and calls its agent degraded", () => {
    const unsaved = { ...observed("degraded"), reason: "disk full", unsaved: "disk full" };
    const notSaved = { kind: "notSaved", text: "disk full" };
    expect(stateOf({ observed: unsaved })).toMatchObject({ state: "degraded", reasons: [notSaved] });
    const loading = stateOf({ observed: { ...unsaved, outcome: "converging", reason: "loading" } });
    expect(loading?.reasons).toEqual([notSaved, { kind: "observed", text: "loading" }]);
  });

  it("says when an agent that is not heard said its reasons", () => {
    const trying = { observed: { ...observed("degraded"), reason: "no route; trying again" } };
    expect(stateOf(trying, "offline")?.saidAt).toEqual(new Date(0));
    expect(stateOf(trying, "stale")?.saidAt).toEqual(new Date(0));
    expect(stateOf(trying)?.saidAt).toBeNull();
    const own = (kind: StateReason["kind"]) => isOwnWord({ kind } as StateReason);
    expect([own("observed"), own("slotPending"), own("applying"), own("outOfRotation")]).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it("says what is on its way, but not beside a refusal of it", () => {
    const behind = { target: { epoch: 1, revision: "8" }, acked: { epoch: 1, revision: "7" } };
    expect(stateOf(behind)?.reasons).toEqual([{ kind: "applying", revision: "8" }]);
    const nack = { field: "limits", reason: "unknown" };
    expect(stateOf({ ...behind, nack })?.reasons).toEqual([{ kind: "nack", ...nack }]);
  });
});
