import type { RolloutNodeView, RolloutStepView, RolloutView } from "@meridian/contracts/api";

export function nodeView(more: Partial<RolloutNodeView> = {}): RolloutNodeView {
  return {
    id: "ag_n",
    name: "node-1",
    presence: "live",
    slotStatus: null,
    slotReason: null,
    answersWith: "compact",
    ...more,
  };
}

export function stepView(region: string, more: Partial<RolloutStepView> = {}): RolloutStepView {
  return {
    regionId: region,
    regionName: region,
    state: "waiting",
    failedIn: null,
    since: null,
    untilAt: null,
    reason: null,
    nodes: [nodeView()],
    gates: [],
    ...more,
  };
}

/** A running rollout of compact-b, for tests. */
export function rolloutView(more: Partial<RolloutView> = {}): RolloutView {
  return {
    id: "ro_1",
    version: { id: "mv_b", name: "compact-b", digest: "b".repeat(64) },
    precision: "int8",
    state: "running",
    stateReason: null,
    reason: "better on poi",
    bakeSeconds: 60,
    gates: { errorShareMax: 0.01, p95RatioMax: 1.5, requestsMin: 20 },
    createdByName: "Li",
    createdAt: new Date(0),
    stateSince: new Date(0),
    endedAt: null,
    steps: [stepView("a"), stepView("b")],
    ...more,
  };
}
