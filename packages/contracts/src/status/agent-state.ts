import type { ShownState } from "../fleet.ts";
import type { AgentView } from "../api/index.ts";
import type { AgentLive, SlotStatus } from "../wire/index.ts";

/** Why an agent is not simply ready; words for it stand in the messages under `fleet.reason`. */
export type StateReason =
  | { kind: "never" | "unproven" }
  | { kind: "nack"; field: string; reason: string }
  | { kind: "observed" | "notSaved"; text: string }
  | { kind: "slotFailed"; version: string; text: string }
  | { kind: "slotPending"; version: string; status: SlotStatus }
  | { kind: "outOfRotation"; rotation: AgentView["outOfRotation"] }
  | { kind: "applying"; revision: string };

/** An agent as far as rows of the database tell. */
export type ReportedAgent = Omit<AgentView, "presence" | "status" | "isReady">;

export type AgentState = {
  state: ShownState;
  reasons: StateReason[];
  /** When an agent that is not heard said what stands in its reasons; null: it says so now. */
  saidAt: Date | null;
};

/** Kinds of reason that stand in the agent's own report, and are as old as that. */
const ownWords = new Set<StateReason["kind"]>(["observed", "notSaved", "slotFailed", "slotPending"]);

export function isOwnWord({ kind }: StateReason): boolean {
  return ownWords.has(kind);
}

/** What an agent is in, the gravest first; null while its presence is not known yet. */
export function agentState(
  agent: ReportedAgent,
  live: Pick<AgentLive, "presence"> | null,
): AgentState | null {
  if (!live) return null;
  if (live.presence === "never") return { state: "never", reasons: [{ kind: "never" }], saidAt: null };
  const reasons = reasonsOf(agent);
  if (live.presence === "offline" || live.presence === "stale") {
    return { state: live.presence, reasons, saidAt: agent.observed?.at ?? null };
  }
  return { state: connectedState(agent, reasons), reasons, saidAt: null };
}

function connectedState(agent: ReportedAgent, reasons: StateReason[]): ShownState {
  const has = (kind: StateReason["kind"]) => reasons.some((reason) => reason.kind === kind);
  if (agent.state === "cordon") return "cordoned";
  if (agent.state === "drain") return "draining";
  if (agent.observed?.outcome === "failed") return "failing";
  if (!agent.reportsReady) return has("slotFailed") ? "failing" : "loading";
  if (agent.isUnproven) return "unproven";
  const isDegraded = agent.observed?.outcome === "degraded";
  if (isDegraded || has("nack") || has("notSaved") || has("slotFailed") || has("outOfRotation"))
    return "degraded";
  return agent.state === "standby" ? "standby" : "ready";
}

function reasonsOf(agent: ReportedAgent): StateReason[] {
  const { nack, observed, slots, isUnproven, outOfRotation, target, acked } = agent;
  const reasons: StateReason[] = [];
  const failed = slots.filter(({ status }) => status === "failed");
  const pending = slots.filter(({ status }) => pendingStatuses.has(status));
  if (nack) reasons.push({ kind: "nack", ...nack });
  for (const { name, reason } of failed)
    reasons.push({ kind: "slotFailed", version: name, text: reason ?? "" });
  for (const { name, status } of pending) reasons.push({ kind: "slotPending", version: name, status });
  const isSaid = failed.length > 0 || pending.length > 0;
  if (observed?.unsaved) reasons.push({ kind: "notSaved", text: observed.unsaved });
  if (observed?.reason && observed.reason !== observed.unsaved && !isSaid)
    reasons.push({ kind: "observed", text: observed.reason });
  if (isUnproven) reasons.push({ kind: "unproven" });
  else if (outOfRotation.length > 0) reasons.push({ kind: "outOfRotation", rotation: outOfRotation });
  if (target && !nack && !isSamePosition(target, acked)) {
    reasons.push({ kind: "applying", revision: target.revision });
  }
  return reasons;
}

const pendingStatuses = new Set<SlotStatus>(["fetching", "verifying", "loading", "warming"]);

type MaybePosition = AgentView["target"];

export function isSamePosition(a: MaybePosition, b: MaybePosition): boolean {
  return a?.epoch === b?.epoch && a?.revision === b?.revision;
}
