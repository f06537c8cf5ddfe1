import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "@msgpack/msgpack";
import type { AgentRole } from "@meridian/contracts/fleet";
import {
  agentEvents,
  type AgentHello,
  agentNamespace,
  agentProtocol,
  Bearers,
  type DesiredStateAck,
  type Effective,
  hashOf,
  HelloAck,
  type ObservedState,
  ownBearers,
  type Position,
  routingTableHash,
  Snapshot,
  SnapshotEnvelope,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import { io, type Socket } from "socket.io-client";
import { GatewayWork, NodeWork, type Work } from "./work.ts";

/** What an enrolment gave. */
export type SimIdentity = { agentId: string; credential: string; role: AgentRole; url: string };
/** `perSecond`: requests. */
export type SimAgentOptions = { consoleUrl: string; identity: SimIdentity; perSecond: number };

const answerMs = 10_000;
const observedEveryMs = 30_000;
const reconnectMsMax = 10_000;

/**
 * An agent that speaks the real protocol over a real socket, obeys snapshots and tells of a steady load, and serves nobody.
 * A thousand fit into one process.
 */
export class SimAgent {
  private readonly socket: Socket;
  private readonly work: Work;
  private readonly bootId = randomUUID();
  private readonly startedAtMs = performance.now();
  private snapshot: Snapshot | null = null;
  private bearers: string | undefined;
  private timers: NodeJS.Timeout[] = [];
  private seq = 0;
  private isStopped = false;
  isConnected = false;
  framesSent = 0;
  snapshotsApplied = 0;

  constructor(private readonly options: SimAgentOptions) {
    const { consoleUrl, identity, perSecond } = options;
    this.work = identity.role === "gateway" ? new GatewayWork(perSecond) : new NodeWork(perSecond);
    const { agentId, credential } = identity;
    this.socket = io(`${consoleUrl}${agentNamespace}`, {
      auth: { agentId, credential },
      transports: ["websocket"],
      reconnection: false,
      autoConnect: false,
      forceNew: true,
      timeout: answerMs,
    });
    this.socket.on("connect", () => void this.greet().catch(() => this.socket.disconnect()));
    this.socket.on("connect_error", (error) => void this.comeBack(retryAfterOf(error)));
    this.socket.on("disconnect", () => this.onLost());
    this.socket.on(agentEvents.desiredState, (message: unknown, ack: (answer: DesiredStateAck) => void) => {
      void this.apply(message).then(ack);
    });
    this.socket.on(agentEvents.bearers, (message: unknown, ack: (answer: DesiredStateAck) => void) => {
      const { version, epoch, revision } = Bearers.parse(JSON.parse(SnapshotEnvelope.parse(message).body));
      this.bearers = version;
      ack({ outcome: "applied", epoch, revision });
    });
    this.socket.on(agentEvents.command, (_message: unknown, ack: (answer: unknown) => void) => {
      ack({ status: 503, body: { error: "this agent is simulated" }, serverTiming: null });
    });
  }

  connect(): void {
    this.socket.connect();
  }

  /** Leaves as a killed process does, without a goodbye. */
  stop(): void {
    this.isStopped = true;
    this.onLost();
    this.socket.disconnect();
  }

  private get applied(): Position | null {
    return this.snapshot && { epoch: this.snapshot.epoch, revision: this.snapshot.revision };
  }

  private async greet(): Promise<void> {
    const { role, url } = this.options.identity;
    const hello: AgentHello = {
      ...{ protocol: agentProtocol, agentVersion: "simulated", role, advertisedUrl: url },
      capabilities: [ownBearers],
      ...(this.bearers !== undefined && { bearers: this.bearers }),
      ...{ bootId: this.bootId, applied: this.applied, effectiveHash: null, clockMs: Date.now() },
    };
    const reply = HelloAck.parse(await this.socket.timeout(answerMs).emitWithAck(agentEvents.hello, hello));
    if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
    this.isConnected = true;
    const { telemetryIntervalMs } = reply;
    // Spread over the interval: agents that started together do not send together.
    await sleep(Math.random() * telemetryIntervalMs);
    if (!this.isConnected) return;
    const observe = () => void this.report();
    this.timers = [
      setInterval(() => this.sendFrame(), telemetryIntervalMs),
      setInterval(observe, observedEveryMs),
    ];
    observe();
  }

  private sendFrame(): void {
    const frame: TelemetryFrame = {
      ...{ bootId: this.bootId, seq: this.seq++, uptimeMs: Math.round(performance.now() - this.startedAtMs) },
      ...this.work.second(),
    };
    this.socket.emit(agentEvents.telemetry, encode(frame));
    this.framesSent++;
  }

  private async apply(message: unknown): Promise<DesiredStateAck> {
    const { body } = SnapshotEnvelope.parse(message);
    const snapshot = Snapshot.parse(JSON.parse(body));
    this.snapshot = snapshot;
    this.work.obey(snapshot);
    this.snapshotsApplied++;
    void this.report();
    return { outcome: "applied", epoch: snapshot.epoch, revision: snapshot.revision };
  }

  private async report(): Promise<void> {
    if (!this.snapshot || !this.isConnected) return;
    const effective = await effectiveOf(this.snapshot);
    const state: ObservedState = {
      ...{ applied: this.applied, outcome: "converged", reason: null, effective },
      effectiveHash: await hashOf(effective),
    };
    this.socket.emit(agentEvents.observedState, state);
  }

  private onLost(): void {
    this.isConnected = false;
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    void this.comeBack(0);
  }

  private async comeBack(afterMs: number): Promise<void> {
    if (this.isStopped) return;
    await sleep(afterMs + Math.random() * 1000);
    if (!this.isStopped) this.socket.connect();
  }
}

async function effectiveOf(snapshot: Snapshot): Promise<Effective> {
  if (snapshot.role === "gateway") {
    const tableHash = await routingTableHash(snapshot.regions, snapshot.split);
    return { role: "gateway", isReady: true, tableHash, limits: {} };
  }
  const slots = snapshot.models.map(({ name, digest, precision }) => {
    return { name, digest, precision, status: "ready" as const, provider: "cpu", reason: null };
  });
  const { defaultDigest, models } = snapshot;
  const defaultPrecision = models[0]?.precision ?? null;
  return { role: "inference", isReady: true, slots, defaultDigest, defaultPrecision, limits: {} };
}

/** The console tells agents above its rate of handshakes when to come back. */
function retryAfterOf(error: Error): number {
  const data = "data" in error ? (error.data as { retryAfterMs?: number } | null) : null;
  return Math.min(data?.retryAfterMs ?? 0, reconnectMsMax);
}
