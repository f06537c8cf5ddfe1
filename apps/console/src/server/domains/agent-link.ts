import type { StageBand, WorkFigures } from "@meridian/contracts/measure";
import type { ApplyTimes } from "@meridian/contracts/api";
import type { AgentRole, Presence } from "@meridian/contracts/fleet";
import type {
  AgentCommand,
  AgentCommandAck,
  AgentLive,
  GpuReading,
  OriginLive,
  RegionLive,
} from "@meridian/contracts/wire";

export type PresenceCount = { role: AgentRole; presence: Presence; count: number };

export type NamedAgent = { id: string; name: string; region: string; role: AgentRole; isLive: boolean };

/** What the hub holds of a node's work. */
export type NodeWork = {
  /** When the newest frame was received. */
  receivedAtMs: number;
  /** A version and bucket may stand there more than once. */
  bands: readonly StageBand[];
  /** Batches by `batchRowsBounds`. */
  batchRows: readonly number[];
  /** Over the last 10 s. */
  now: WorkFigures;
  gpus: readonly GpuReading[];
};

export type NodePresence = {
  id: string;
  presence: Presence;
  /** It fell silent without a goodbye, or became unready without a change. */
  isLost: boolean;
};

export type Tries = { picks: number; failed: number };

/** What a live gateway counted. */
export type GatewayEvidence = {
  id: string;
  /** By node, in the last 3 s: requests sent there, and those of them that failed. Added up when asked: few ask. */
  tried: () => ReadonlyMap<string, Tries>;
  /** Over the last 10 s. */
  requests: number;
  failed: number;
};

export type PresenceEvidence = { nodes: NodePresence[]; gateways: GatewayEvidence[] };

/** What an API key was used for over the last hour. */
export type KeyUsage = { requests: number; refused: number; addresses: number };

/** What domains may ask of the agents' links; the hub implements it. */
export interface AgentLink {
  /**
   * Sends a command to a connected agent and waits for its answer.
   * Throws AppError UNAVAILABLE when it is not connected, TIMEOUT when it does not answer.
   */
  request(agentId: string, command: AgentCommand, timeoutMs: number): Promise<AgentCommandAck>;
  /** Judged by when the hub received the newest frame. */
  presenceOf(agentId: string): Presence;
  countByPresence(): PresenceCount[];
  /** Every agent that is not archived, with whether telemetry arrives from it. */
  agentsByName(): NamedAgent[];
  /** The name of an agent or a region; its id while that is not known. */
  nameOf(id: string): string;
  /** What a node did in the last minutes, an hour at most; null when it sent no frame since the console started. */
  workOf(agentId: string, minutes: number): NodeWork | null;
  /** What every agent measured of itself lately. */
  agentsLive(): AgentLive[];
  /** What users of each region got lately, by its gateways. */
  regionsLive(): RegionLive[];
  /** Where requests went lately, by the region in which they entered. */
  originsLive(): OriginLive[];
  /** Presence evidence: which nodes are heard, and what the live gateways saw of them. */
  presenceEvidence(): PresenceEvidence;
  /** How long changes took from commit to acknowledgement; null before the first since the console started. */
  applyTimes(): ApplyTimes | null;
  /** As far as this console heard of it. */
  keyUseOf(keyId: string): KeyUsage;
  /** Requests that a gateway got over the last 10 minutes, and those without a valid API key. */
  keyDemandOf(gatewayId: string): { requests: number; withoutKey: number };
  isConnected(agentId: string): boolean;
  /** Closes an agent's socket, if there is one, with a reason. */
  disconnect(agentId: string, reason: string): void;
}
