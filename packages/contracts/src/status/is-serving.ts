import type { AgentView } from "../api/index.ts";
import { agentState } from "./agent-state.ts";
import type { Figures } from "./figures.ts";

/** Ready, connected, and may be given traffic now. */
export function isServing(agent: AgentView, figures: Pick<Figures, "agent">): boolean {
  const state = agentState(agent, figures.agent(agent.id))?.state;
  return agent.reportsReady && (state === "ready" || state === "degraded" || state === "standby");
}
