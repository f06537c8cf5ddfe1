import { z } from "zod";
import { AgentName, AgentRole, AgentUrl, Precision } from "../fleet.ts";
import { RevisionString, Sha256Hex } from "../ids.ts";
import { AnyId, toldText } from "../text.ts";
import { IssuedCertificate } from "./mesh-tls.ts";
import { Position } from "./snapshot.ts";

/** Version of the messages between agent and hub. The hub serves this one and the one before. */
export const agentProtocol = 1;
export const agentNamespace = "/agents";

/** Every event name between agent and hub, in one place. */
export const agentEvents = {
  hello: "agent:hello",
  desiredState: "agent:desired-state",
  /** Hub to agent, an envelope of `Bearers`; answered as a desired state. Only to agents that say they take it. */
  bearers: "agent:bearers",
  /** Agent to hub, a `CertificateRequest`; answered by a `CertificateAck`. */
  certificate: "agent:certificate",
  observedState: "agent:observed-state",
  telemetry: "agent:telemetry",
  command: "agent:command",
  goodbye: "agent:goodbye",
  /** Hub to agent before the hub closes a socket: why. */
  closing: "agent:closing",
} as const;

/** `POST /api/agents/enrol` */
export const EnrolInput = z.object({
  token: z.string().min(20).max(200),
  /** The agent's own, made and stored before the request: with it the same token gets the same answer again. */
  secret: z.string().min(32).max(200).optional(),
  role: AgentRole,
  name: AgentName.optional(),
  advertisedUrl: AgentUrl,
  agentVersion: toldText(50),
  /** As in hello. Absent from older agents. */
  capabilities: z.array(toldText(50)).max(50).optional(),
});
export type EnrolInput = z.infer<typeof EnrolInput>;
export const EnrolResult = z.object({
  agentId: z.string(),
  name: z.string(),
  credential: z.string(),
  region: z.object({ id: z.string(), name: z.string() }),
});
export type EnrolResult = z.infer<typeof EnrolResult>;

/** Socket handshake `auth`. */
export const AgentAuth = z.object({ agentId: AnyId, credential: z.string().min(20).max(200) });
export type AgentAuth = z.infer<typeof AgentAuth>;

export const AgentHello = z.object({
  protocol: z.number().int().min(1),
  agentVersion: toldText(50),
  role: AgentRole,
  capabilities: z.array(toldText(50)).max(50),
  advertisedUrl: AgentUrl,
  /** Random per process start: tells a restart from a reconnect. */
  bootId: toldText(50),
  /** The snapshot that the agent runs; null before its first. */
  applied: Position.nullable(),
  /** Version of the bearers that it holds; absent before its first, and from agents that take none. */
  bearers: Sha256Hex.optional(),
  effectiveHash: Sha256Hex.nullable(),
  /** The agent's clock, ms since 1970; shown as skew, never used. */
  clockMs: z.number(),
});
export type AgentHello = z.infer<typeof AgentHello>;

/** The hub's answer to hello. When not up to date a desired-state follows on its own. */
export const HelloReply = z.object({
  ok: z.literal(true),
  protocol: z.number().int(),
  isUpToDate: z.boolean(),
  telemetryIntervalMs: z.number().int().min(100),
  observedIntervalMs: z.number().int().min(1000),
  /** sha256 of the fleet CA's certificate; older consoles send none, and issue none. */
  fleetCa: Sha256Hex.optional(),
});
export type HelloReply = z.infer<typeof HelloReply>;

export const Refusal = z.object({ ok: z.literal(false), code: z.string(), message: z.string() });
export type Refusal = z.infer<typeof Refusal>;
export const HelloAck = z.discriminatedUnion("ok", [HelloReply, Refusal]);
export type HelloAck = z.infer<typeof HelloAck>;

export const CertificateAck = z.discriminatedUnion("ok", [
  IssuedCertificate.extend({ ok: z.literal(true) }),
  Refusal,
]);
export type CertificateAck = z.infer<typeof CertificateAck>;

/**
 * The agent's answer to a desired state. `applied`: it is what the agent now works towards. It is on disk too, unless the
 * agent reports `degraded` and why.
 */
export const DesiredStateAck = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("applied"), epoch: z.number().int(), revision: RevisionString }),
  z.object({
    outcome: z.literal("nack"),
    /** Dotted path of the field at fault, e.g. `regions.0.nodes.1.weight`; empty for the whole. */
    field: toldText(200),
    reason: toldText(1000),
    /** True: not the snapshot's fault, and it may pass, so send it again. Absent from older agents. */
    isTransient: z.boolean().optional(),
  }),
  /** Older than, or equal to, what is applied: nothing was changed. */
  z.object({ outcome: z.literal("stale"), applied: Position }),
]);
export type DesiredStateAck = z.infer<typeof DesiredStateAck>;

export const SlotStatus = z
  .enum(["fetching", "verifying", "loading", "warming", "ready", "failed", "unloading"])
  .describe("Where the version is on its way: only ready ones answer.");
export type SlotStatus = z.infer<typeof SlotStatus>;

export const EngineLayout = z.object({
  engines: z.number().int().min(1).describe("Engine processes of one version."),
  threads: z.number().int().min(1).describe("Threads of each engine."),
});
export type EngineLayout = z.infer<typeof EngineLayout>;

export const EngineFigures = EngineLayout.extend({
  precision: Precision,
  addressesPerSecond: z.number().min(0).describe("Addresses per second in full batches."),
  aloneMs: z.number().min(0).describe("Ms for one address alone."),
});
export type EngineFigures = z.infer<typeof EngineFigures>;

/** What a node measured when it first loaded a version. */
export const SelfBenchmark = z.object({
  measured: z.array(EngineFigures).min(1).max(8).describe("Layouts and precisions that were measured."),
  proposed: EngineFigures.describe(
    "The one with the most addresses per second, in the better of the layouts.",
  ),
});
export type SelfBenchmark = z.infer<typeof SelfBenchmark>;

/** One model version as a node reports it. */
export const ObservedSlot = z.object({
  name: toldText(100).describe("Version name."),
  digest: Sha256Hex,
  precision: toldText(20).describe("Precision that it runs in: fp32, fp16 or int8."),
  status: SlotStatus,
  provider: toldText(40).nullable().describe("ONNX Runtime provider, e.g. cpu or cuda; null: not loaded."),
  reason: toldText(1000)
    .nullable()
    .describe("Why this provider was chosen, or why the version failed; null: nothing to say."),
  layout: EngineLayout.optional().describe(
    "Engines and threads; absent until loaded, and from older agents.",
  ),
  benchmark: SelfBenchmark.nullable().optional().describe("The node's self-benchmark; null: not measured."),
});
export type ObservedSlot = z.infer<typeof ObservedSlot>;

const LimitName = z.string().regex(/^[A-Za-z0-9]{1,40}$/);

/** What is really in effect; `effectiveHash` is the sha256 of its canonical JSON. */
export const InferenceEffective = z.object({
  role: z.literal("inference"),
  isReady: z.boolean(),
  slots: z.array(ObservedSlot).max(16),
  defaultDigest: Sha256Hex.nullable(),
  /** Absent from older agents, which knew one precision per version. */
  defaultPrecision: Precision.nullable().optional(),
  limits: z.record(LimitName, z.number()),
});
export type InferenceEffective = z.infer<typeof InferenceEffective>;
export const GatewayEffective = z.object({
  role: z.literal("gateway"),
  isReady: z.boolean(),
  /** sha256 over the canonical JSON of the routing table in use (regions, nodes, states, weights). */
  tableHash: Sha256Hex.nullable(),
  limits: z.record(LimitName, z.number()),
  /** Whether clients need an API key. Absent from older gateways, which never ask for one. */
  asksForKeys: z.boolean().optional(),
});
export type GatewayEffective = z.infer<typeof GatewayEffective>;
export const Effective = z.discriminatedUnion("role", [InferenceEffective, GatewayEffective]);
export type Effective = z.infer<typeof Effective>;

/** Why a gateway sends a node no traffic. Times are durations as of the report: an agent's clock is never trusted. */
export const RotationView = z.object({
  nodeId: toldText(64).describe("The node."),
  isIn: z.boolean().describe("True when it is in rotation."),
  rule: toldText(60).nullable().describe("The rule that took it out, e.g. not-ready; null: in rotation."),
  evidence: toldText(300).nullable().describe("What the gateway saw; null: nothing to add."),
  sinceMs: z.number().nullable().describe("Ms that it has been out; null: in rotation."),
  earliestReturnMs: z
    .number()
    .nullable()
    .describe("Ms until it may return at the earliest; null: no fixed time."),
});
export type RotationView = z.infer<typeof RotationView>;

export const ObservedState = z.object({
  applied: Position.nullable(),
  outcome: z.enum(["converged", "converging", "degraded", "failed"]),
  /** One sentence when not converged. */
  reason: toldText(1000).nullable(),
  /** Why the snapshot in effect is not on disk: a restart would go by an older one. Absent: it is. */
  unsaved: toldText(1000).optional(),
  effectiveHash: Sha256Hex,
  effective: Effective,
  /** Gateways only: nodes out of rotation (a node in rotation is not listed). */
  outOfRotation: z.array(RotationView).max(4096).optional(),
  /** Gateways only: nodes that its snapshot calls unproven and that it has found ready. */
  proven: z.array(toldText(64)).max(4096).optional(),
});
export type ObservedState = z.infer<typeof ObservedState>;
export const ObservedStateAck = z.object({ ok: z.boolean() });

/** Why the hub closes a link, and how long the agent is to stay away where that is more than it would. */
export const LinkClosing = z.object({
  reason: toldText(200),
  retryAfterMs: z.number().int().min(0).max(600_000).optional(),
});
export type LinkClosing = z.infer<typeof LinkClosing>;

/** A command of the console to one agent, over the agent's own connection. */
export const AgentCommand = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("parse"),
    requestId: z.string().max(100),
    addresses: z.array(z.unknown()).min(1).max(256),
    /** The body's own, passed on unread: the node says what it takes. Unknown to gateways of before, which leave them out. */
    include: z.array(z.string().max(40)).max(16).optional(),
    region: z.string().max(200).optional(),
    version: z.string().max(100).optional(),
    /** Gateways only: go to this node and no other. */
    nodeId: z.string().max(40).optional(),
    deadlineMs: z.number().int().min(10).max(60_000),
  }),
  z.object({ kind: z.literal("routing") }),
]);
export type AgentCommand = z.infer<typeof AgentCommand>;

/** The agent's answer to a command: an HTTP-like status, the body, and the server's timing header. */
export const AgentCommandAck = z.object({
  status: z.number().int(),
  body: z.unknown(),
  serverTiming: z.string().max(2000).nullable(),
});
export type AgentCommandAck = z.infer<typeof AgentCommandAck>;
