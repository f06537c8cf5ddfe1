import type { AgentEntry, CreateEnrolmentTokenInput, EnrolmentTokenView } from "@meridian/contracts/api";
import { AgentName, type AgentRole, Weight } from "@meridian/contracts/fleet";

/** An agent to be added, as it is typed. */
export type AgentDraft = {
  regionId: string;
  role: AgentRole;
  /** Null: the suggested one. */
  name: string | null;
  state: "active" | "standby";
  weight: string;
  expiresInMs: number;
};

type Members = readonly Pick<AgentEntry, "regionId" | "role" | "name">[];

const hourMs = 3_600_000;
export const lifetimesMs = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs } as const;

/** What a region needs next: a gateway that takes requests, then nodes that answer them. A first node takes traffic. */
export function suggestAgent(regionId: string, agents: Members, role?: AgentRole): AgentDraft {
  const has = (wanted: AgentRole) =>
    agents.some((agent) => agent.regionId === regionId && agent.role === wanted);
  return {
    regionId,
    role: role ?? (has("gateway") ? "inference" : "gateway"),
    name: null,
    state: has("inference") ? "standby" : "active",
    weight: "100",
    expiresInMs: lifetimesMs.hour,
  };
}

/** The first free one of `cn-east-node-1`, `cn-east-node-2` …, names of open tokens counted as taken. */
export function suggestName(
  regionName: string,
  role: AgentRole,
  taken: readonly Pick<EnrolmentTokenView, "name">[],
): string {
  const names = new Set(taken.map(({ name }) => name));
  const stem = `${regionName}-${role === "gateway" ? "gateway" : "node"}`;
  for (let number = 1; ; number++) {
    if (!names.has(`${stem}-${number}`)) return `${stem}-${number}`;
  }
}

export type AgentField = "name" | "weight";
export type ReadAgent = { input: CreateEnrolmentTokenInput } | { wrong: ReadonlySet<AgentField> };

/** What to ask the console for, or the fields that cannot be read. */
export function readAgentDraft(draft: AgentDraft, suggestedName: string): ReadAgent {
  const name = AgentName.safeParse((draft.name ?? suggestedName).trim());
  const weight = Weight.safeParse(draft.weight.trim() === "" ? NaN : Number(draft.weight));
  if (name.success && weight.success) {
    const { regionId, role, expiresInMs } = draft;
    const state = role === "gateway" ? "active" : draft.state;
    return { input: { regionId, role, state, expiresInMs, name: name.data, weight: weight.data } };
  }
  const wrong = new Set<AgentField>();
  if (!name.success) wrong.add("name");
  if (!weight.success) wrong.add("weight");
  return { wrong };
}

/** What a region still lacks before an address can be parsed in it, judged by the agents that are ready. */
export function nextStepOf(ready: readonly Pick<AgentEntry, "role">[]): AgentRole | "tester" {
  const has = (wanted: AgentRole) => ready.some(({ role }) => role === wanted);
  if (!has("gateway")) return "gateway";
  return has("inference") ? "tester" : "inference";
}
