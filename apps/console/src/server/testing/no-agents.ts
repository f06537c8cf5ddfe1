import { AppError } from "@meridian/contracts/errors";
import type { AgentLink } from "../domains/agent-link.ts";

/** An agent link on which nobody is connected. */
export const noAgents: AgentLink = {
  request: () => Promise.reject(new AppError("UNAVAILABLE", "The agent is not connected.")),
  presenceOf: () => "offline",
  countByPresence: () => [],
  agentsByName: () => [],
  nameOf: (id) => id,
  workOf: () => null,
  agentsLive: () => [],
  regionsLive: () => [],
  originsLive: () => [],
  presenceEvidence: () => ({ nodes: [], gateways: [] }),
  applyTimes: () => null,
  keyUseOf: () => ({ requests: 0, refused: 0, addresses: 0 }),
  keyDemandOf: () => ({ requests: 0, withoutKey: 0 }),
  isConnected: () => false,
  disconnect: () => undefined,
};
