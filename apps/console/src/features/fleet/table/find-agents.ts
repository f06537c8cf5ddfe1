import type { AgentView } from "@meridian/contracts/api";

/** The version that the node answers with, or is on its way to. */
export function mainSlot({ slots }: AgentView): AgentView["slots"][number] | undefined {
  return slots.find(({ status }) => status === "ready") ?? slots[0];
}

/** Every word must occur in the agent's or region's name, its role, state or version. */
export function matchesFilter(agent: AgentView, regionName: string, text: string): boolean {
  const versions = agent.slots.map(({ name }) => name);
  const haystack = [agent.name, agent.id, regionName, agent.role, agent.state, ...versions]
    .join(" ")
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
