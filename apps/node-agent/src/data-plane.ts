import type {
  AgentCommand,
  AgentCommandAck,
  Bearers,
  Effective,
  ObservedState,
  RotationView,
  Snapshot,
  TelemetryFrame,
} from "@meridian/contracts/wire";
import type { AgentRole } from "@meridian/contracts/fleet";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { AgentConfig } from "./env.ts";
import type { AgentCertificate } from "./http/agent-certificate.ts";

/** Who this agent is, fixed at enrolment. A snapshot may carry a newer name. */
export type AgentIdentity = { id: string; name: string; region: { id: string; name: string } };

/** `config.port` is already chosen and free when a plane is made: never 0. */
export type DataPlaneOptions = { agent: AgentIdentity; config: AgentConfig; logger: Logger; clock: Clock };

export type ApplyResult = { ok: true } | { ok: false; field: string; reason: string };

/** What is for the other role is refused by the field that says so. */
export function wrongRole(expected: AgentRole, { role }: { role: AgentRole }): ApplyResult {
  return { ok: false, field: "role", reason: `expected ${expected}, found ${role}` };
}

export type Outcome = Pick<ObservedState, "outcome" | "reason">;

export type FrameParts = Pick<
  TelemetryFrame,
  | "counters"
  | "gauges"
  | "histograms"
  | "bands"
  | "batchRows"
  | "gpus"
  | "targets"
  | "marks"
  | "table"
  | "keys"
>;

/** What a role does for its users. The control part knows a role by this and nothing else. */
export interface DataPlane {
  /** Starts to listen on `config.port`. Rejects with the system's error (EADDRINUSE) when it cannot. */
  start(): Promise<{ port: number }>;
  /** Validates and accepts, or refuses with the field at fault; slow work (loading a model) goes on behind. */
  apply(snapshot: Snapshot): Promise<ApplyResult>;
  /** Takes the bearers that gateways show to nodes, or refuses them. `isStored`: by an earlier process of this agent. */
  useBearers(bearers: Bearers, isStored: boolean): Promise<ApplyResult>;
  /** Takes the certificate of the fleet that it shows to others from now on. Connections that stand go on. */
  useCertificate(held: AgentCertificate): void;
  /** What is really in effect now, whatever was asked. */
  effective(): Effective;
  outcome(): Outcome;
  /** Gateways: nodes that get no traffic, and why. */
  outOfRotation?(): RotationView[];
  /** Gateways: nodes that its snapshot calls unproven and that it has found ready. */
  proven?(): string[];
  /** Called after each change of `effective()`, `outcome()`, `outOfRotation()` or `proven()`. */
  onEffectiveChange(listener: () => void): void;
  /** What happened since the call before; with the stages' histograms when `withStages`, else only `total`. */
  sample(withStages: boolean): FrameParts;
  /** All that it counted since it started, as Prometheus' text. */
  metrics(): Promise<string>;
  command(command: AgentCommand): Promise<AgentCommandAck>;
  /** Accepts nothing new, finishes what it has within `deadlineMs`, then lets go of the port. */
  stop(deadlineMs: number): Promise<void>;
}
