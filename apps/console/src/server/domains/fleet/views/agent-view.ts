import type { AgentView } from "@meridian/contracts/api";
import type { Presence } from "@meridian/contracts/fleet";
import { agentState, mayTestify, type ReportedAgent } from "@meridian/contracts/status";
import { Effective, RotationView } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import { z } from "zod";

export type AgentRow = Awaited<ReturnType<typeof findAgents>>[number];

/** Agents that are not archived, gateways first, with what they were sent and what they report. */
export function findAgents(db: Db) {
  return db.agent.findMany({
    where: { archivedAt: null },
    orderBy: [{ role: "desc" }, { name: "asc" }],
    omit: { credentialHash: true },
    include: { observed: true, snapshot: { omit: { body: true } } },
  });
}

type Rotation = AgentView["outOfRotation"];

type Seen = { outOfRotation: Rotation; presence: Presence; nowMs: number };

/** Asked for when a third of its week is left: two days before its end something keeps it from being renewed. */
const endingMs = 48 * 3_600_000;

/** `members` are all agents of the agent's region. */
export function toAgentView(agent: AgentRow, members: AgentRow[], seen: Seen): AgentView {
  const { presence } = seen;
  const reported = reportedAgent(agent, members, seen);
  const isHeard = presence === "live" || presence === "stale";
  const status = agentState(reported, { presence })?.state ?? "offline";
  return { ...reported, presence, status, isReady: reported.reportsReady && isHeard };
}

function reportedAgent(agent: AgentRow, members: AgentRow[], { outOfRotation, nowMs }: Seen): ReportedAgent {
  const { observed } = agent;
  const effective = Effective.safeParse(observed?.effective).data;
  return {
    id: agent.id,
    name: agent.name,
    role: agent.role,
    regionId: agent.regionId,
    advertisedUrl: agent.advertisedUrl,
    claimedUrl: agent.claimedUrl,
    state: agent.state,
    weight: agent.weight,
    weightShare: weightShareOf(agent, members),
    agentVersion: observed?.agentVersion ?? null,
    enrolledAt: agent.createdAt,
    connectedAt: observed?.connectedAt ?? null,
    lastSeenAt: observed?.lastSeenAt ?? null,
    ...snapshotFields(agent),
    observed: observedFields(agent),
    reportsReady: effective?.isReady ?? false,
    isUnproven: agent.role === "inference" && agent.provenAt === null,
    ...versionFields(effective),
    clockSkewMs: observed?.clockSkewMs ?? null,
    speaksMeshTls: agent.meshListenerAt !== null,
    certificateUntil: agent.certificateUntil,
    certificateState: certificateStateOf(agent, nowMs),
    outOfRotation,
  };
}

/** Which gateways that are heard keep which nodes out, by node id. */
export function toRotationByNode(
  agents: AgentRow[],
  presenceOf: (agentId: string) => Presence,
): Map<string, Rotation> {
  const byNode = new Map<string, Rotation>();
  for (const { id, name, role, observed } of agents) {
    if (role !== "gateway" || !mayTestify(presenceOf(id))) continue;
    const views = z.array(RotationView).safeParse(observed?.outOfRotation ?? []);
    for (const view of views.data ?? []) {
      if (view.isIn) continue;
      const seen = { ...view, gatewayId: id, gatewayName: name };
      byNode.set(view.nodeId, [...(byNode.get(view.nodeId) ?? []), seen]);
    }
  }
  return byNode;
}

function certificateStateOf({ certificateUntil }: AgentRow, nowMs: number): AgentView["certificateState"] {
  if (!certificateUntil) return "none";
  const leftMs = certificateUntil.getTime() - nowMs;
  if (leftMs <= 0) return "ended";
  return leftMs < endingMs ? "ending" : "valid";
}

function weightShareOf(agent: AgentRow, members: AgentRow[]): number | null {
  if (!takesTraffic(agent)) return null;
  const total = members.filter(takesTraffic).reduce((sum, { weight }) => sum + weight, 0);
  return total > 0 ? agent.weight / total : null;
}

function takesTraffic({ role, state }: AgentRow): boolean {
  return role === "inference" && state === "active";
}

function versionFields(effective: Effective | undefined): Pick<AgentView, "slots" | "answersWith"> {
  if (effective?.role !== "inference") return { slots: [], answersWith: null };
  const { slots, defaultDigest } = effective;
  const main = slots.find(({ digest, status }) => digest === defaultDigest && status === "ready");
  return { slots, answersWith: main?.name ?? null };
}

function snapshotFields({ snapshot }: AgentRow): Pick<AgentView, "target" | "acked" | "nack"> {
  return {
    target: positionOf(snapshot?.epoch, snapshot?.revision),
    acked: positionOf(snapshot?.ackEpoch, snapshot?.ackRevision),
    nack:
      snapshot && snapshot.nackField !== null && snapshot.nackReason !== null
        ? { field: snapshot.nackField, reason: snapshot.nackReason }
        : null,
  };
}

function observedFields({ observed }: AgentRow): AgentView["observed"] {
  if (!observed?.observedAt || observed.outcome === null) return null;
  return {
    position: positionOf(observed.epoch, observed.revision),
    outcome: observed.outcome,
    reason: observed.reason,
    unsaved: observed.unsaved,
    at: observed.observedAt,
  };
}

function positionOf(epoch: number | null | undefined, revision: bigint | null | undefined) {
  const isKnown = epoch !== null && epoch !== undefined && revision !== null && revision !== undefined;
  return isKnown ? { epoch, revision: String(revision) } : null;
}
