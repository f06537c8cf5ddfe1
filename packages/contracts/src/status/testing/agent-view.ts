import type { AgentView } from "../../api/index.ts";

/** A ready inference node, for tests. */
export function agentView(more: Partial<AgentView> = {}): AgentView {
  const position = { epoch: 1, revision: "7" };
  return {
    id: "ag_n",
    name: "node-1",
    role: "inference",
    regionId: "rg_a",
    advertisedUrl: "http://127.0.0.1:8080",
    claimedUrl: null,
    state: "active",
    weight: 100,
    weightShare: 1,
    agentVersion: "0.1.0",
    enrolledAt: new Date(0),
    connectedAt: new Date(0),
    lastSeenAt: new Date(0),
    target: position,
    acked: position,
    nack: null,
    observed: { position, outcome: "converged", reason: null, unsaved: null, at: new Date(0) },
    presence: "live",
    status: "ready",
    isReady: true,
    reportsReady: true,
    isUnproven: false,
    slots: [],
    answersWith: null,
    clockSkewMs: 0,
    speaksMeshTls: false,
    certificateUntil: new Date(6 * 86_400_000),
    certificateState: "valid",
    outOfRotation: [],
    ...more,
  };
}
