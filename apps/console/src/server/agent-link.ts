import type { AgentCommand, AgentCommandAck, AgentRole, Presence } from "@meridian/contracts";

export type PresenceCount = { role: AgentRole; presence: Presence; count: number };

/** What services may ask of the agents' links; the hub implements it. */
export interface AgentLink {
  /**
   * Sends a command to a connected agent and waits for its answer.
   * Throws AppError UNAVAILABLE when it is not connected, TIMEOUT when it does not answer.
   */
  request(agentId: string, command: AgentCommand, timeoutMs: number): Promise<AgentCommandAck>;
  /** Judged by when the hub received the newest frame. */
  presenceOf(agentId: string): Presence;
  countByPresence(): PresenceCount[];
  isConnected(agentId: string): boolean;
  /** Closes an agent's socket, if it has one, and tells it why. */
  disconnect(agentId: string, reason: string): void;
}
