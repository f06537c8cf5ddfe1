import type { AgentView } from "../api/index.ts";
import type { Figures } from "./figures.ts";
import { isServing } from "./is-serving.ts";

type Presences = Pick<Figures, "agent">;

/**
 * Whether an agent's absence is a loss. One that never came, and a node that no gateway has found ready yet, stand in neither
 * numerator nor denominator.
 */
export function isCounted(agent: AgentView, figures: Presences): boolean {
  return !agent.isUnproven && !isNeverSeen(agent, figures);
}

export function isNeverSeen({ id }: AgentView, figures: Presences): boolean {
  return figures.agent(id)?.presence === "never";
}

export type NodeCount = {
  nodes: number;
  nodesReady: number;
  /** Nodes that no gateway has found ready yet, beside the others. */
  nodesUnproven: number;
};

export function countNodes(agents: readonly AgentView[], figures: Presences): NodeCount {
  const nodes = agents.filter(({ role }) => role === "inference");
  const counted = nodes.filter((node) => isCounted(node, figures));
  return {
    nodes: counted.length,
    nodesReady: counted.filter((node) => isServing(node, figures)).length,
    nodesUnproven: nodes.length - counted.length,
  };
}
