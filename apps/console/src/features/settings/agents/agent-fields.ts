import { type AgentEntry, CreateEnrolmentTokenInput, type EnrolmentTokenView } from "@meridian/contracts/api";
import { AgentName, AgentRole, Weight } from "@meridian/contracts/fleet";
import { z } from "zod";
import { NumberText } from "@/client/format/number-text.ts";

/** An agent to be added as it is typed, read into what the console is asked for. A gateway has no state of its own. */
export const AgentFields = z
  .object({
    regionId: z.string(),
    role: AgentRole,
    name: z.string().trim().pipe(AgentName),
    state: z.enum(["active", "standby"]),
    weight: NumberText.pipe(Weight),
    expiresInMs: CreateEnrolmentTokenInput.shape.expiresInMs.unwrap(),
  })
  .transform((fields) => (fields.role === "gateway" ? { ...fields, state: "active" as const } : fields));
export type AgentFields = z.input<typeof AgentFields>;

type Members = readonly Pick<AgentEntry, "regionId" | "role" | "name">[];

const hourMs = 3_600_000;
export const lifetimesMs = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs } as const;

/** What a region needs next: a gateway that takes requests, then nodes that answer them. A first node takes traffic. */
export function suggestAgent(regionId: string, agents: Members, role?: AgentRole): Omit<AgentFields, "name"> {
  const has = (wanted: AgentRole) =>
    agents.some((agent) => agent.regionId === regionId && agent.role === wanted);
  return {
    regionId,
    role: role ?? (has("gateway") ? "inference" : "gateway"),
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

/** What a region still lacks before an address can be parsed in it, judged by the agents that are ready. */
export function nextStepOf(ready: readonly Pick<AgentEntry, "role">[]): AgentRole | "tester" {
  const has = (wanted: AgentRole) => ready.some(({ role }) => role === wanted);
  if (!has("gateway")) return "gateway";
  return has("inference") ? "tester" : "inference";
}
