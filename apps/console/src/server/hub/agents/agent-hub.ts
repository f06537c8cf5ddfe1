import { randomUUID } from "node:crypto";
import type { ApplyTimes } from "@meridian/contracts/api";
import { AppError, errorBodyOf } from "@meridian/contracts/errors";
import type { Presence } from "@meridian/contracts/fleet";
import {
  type AgentCommand,
  AgentCommandAck,
  agentEvents,
  type AgentHello,
  agentProtocol,
  comparePositions,
  DesiredStateAck,
  type HelloAck,
  type ObservedState,
  type OriginLive,
  type Position,
  type RegionLive,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import type { Agent, Db } from "@meridian/db";
import type { Socket } from "socket.io";
import type {
  AgentLink,
  NamedAgent,
  NodeWork,
  PresenceCount,
  PresenceEvidence,
} from "../../domains/agent-link.ts";
import type { ChangeSignal } from "../../domains/context.ts";
import { reasonOf } from "../../boot/database-health.ts";
import type { ConsoleCounters } from "../../domains/console-counters.ts";
import type { Logger } from "../../boot/logger.ts";
import {
  type AckInput,
  type ObservedInput,
  recordAcks,
  recordHello,
  recordObserved,
  recordProven,
} from "../../domains/fleet/index.ts";
import { recordEvent } from "../../domains/audit/index.ts";
import { findSnapshot, type StoredSnapshot } from "../../domains/snapshot/index.ts";
import { judgeAhead } from "./judge-ahead.ts";
import { DesiredStateSender } from "./desired-state-sender.ts";
import { figure } from "../live/figures.ts";
import type { LiveStore } from "../live/live-store.ts";
import type { Put, WriteQueue } from "./write-queue.ts";

const ackTimeoutMs = 10_000;
const telemetryIntervalMs = 1000;
const observedIntervalMs = 30_000;

export type HubOptions = {
  db: Db;
  logger: Logger;
  changes: ChangeSignal;
  counters: ConsoleCounters;
  live: LiveStore;
  writes: WriteQueue;
  now: () => number;
  /** Called when what agents report of themselves changed. */
  onObserved: (kind: ObservedKind) => void;
};

/** `connectedAtMs`: of the link it came on. Changes committed before it say nothing about convergence. */
type HeardAck = AckInput & { connectedAtMs: number };

type ProvenNode = { nodeId: string; gatewayId: string };

export type ObservedKind = "agent.connected" | "agent.acked" | "agent.observed";

/** One connected agent. */
export type Link = {
  readonly agent: Agent;
  readonly socket: Socket;
  readonly sender: DesiredStateSender;
  bootId: string | null;
  /** Boot id of the process on the link that this one replaced. */
  replacedBootId: string | null;
  /** Faults of this link that are logged already: each is logged once. */
  readonly logged: Set<"bad-frame" | "bad-observed-state">;
};

/** All connected agents: records what they report, sends them snapshots and commands. */
export class AgentHub implements AgentLink {
  private readonly links = new Map<string, Link>();
  private readonly writeObserved: Put<ObservedInput>;
  private readonly writeAck: Put<HeardAck>;
  private readonly writeProven: Put<ProvenNode>;

  constructor(private readonly options: HubOptions) {
    const { db, writes, onObserved } = options;
    this.writeObserved = writes.lane("observed", async (inputs) => {
      if (await recordObserved(db, inputs)) onObserved("agent.observed");
      await judgeAhead(options, inputs);
    });
    this.writeProven = writes.lane("proven", ([node]) => this.writeProvenNode(node), { atOnce: 1 });
    this.writeAck = writes.lane("ack", (inputs) => this.writeAcks(inputs));
  }

  /** Adds a socket whose credential was verified. Of two sockets with one credential the newest wins. */
  connect(agent: Agent, socket: Socket): Link {
    const before = this.links.get(agent.id);
    const link: Link = {
      agent,
      socket,
      sender: this.createSender(agent, socket),
      bootId: null,
      replacedBootId: before?.bootId ?? null,
      logged: new Set(),
    };
    this.links.set(agent.id, link);
    if (before) close(before, "replaced");
    return link;
  }

  forget(link: Link): void {
    link.sender.close();
    if (this.links.get(link.agent.id) === link) this.links.delete(link.agent.id);
  }

  /** Answers an agent's hello; `deliver` follows once the answer is sent. */
  async greet(link: Link, hello: AgentHello): Promise<HelloAck> {
    try {
      assertCompatible(link.agent, hello);
      await this.record(link, hello);
      const { db, now } = this.options;
      const target = await findSnapshot(db, link.agent.id);
      if (target) link.sender.offer(target);
      const isUpToDate = target !== null && isAt(target, hello.applied);
      if (target && isUpToDate)
        this.recordAck(link.agent, target, { outcome: "applied", ...target.position }, now());
      return { ok: true, protocol: agentProtocol, isUpToDate, telemetryIntervalMs, observedIntervalMs };
    } catch (error) {
      this.options.logger.warn({ reason: reasonOf(error), agentId: link.agent.id }, "hello refused");
      const { code, message } = errorBodyOf(error).body.error;
      return { ok: false, code, message };
    }
  }

  deliver(link: Link, applied: Position | null): void {
    link.sender.open(applied);
  }

  recordFrame(link: Link, frame: TelemetryFrame): void {
    const { id, regionId, role } = link.agent;
    this.options.live.record({ id, regionId, role }, frame, this.options.now());
  }

  recordObserved({ agent }: Link, observed: ObservedState): void {
    const { id: agentId, regionId, role } = agent;
    this.options.live.recordReport({ id: agentId, regionId, role }, observed);
    const at = new Date(this.options.now());
    this.writeObserved(agentId, { agentId, regionId, observed, at });
    if (role !== "gateway") return;
    for (const nodeId of observed.proven ?? []) this.writeProven(nodeId, { nodeId, gatewayId: agentId });
  }

  /** Positions that connected agents have or will be sent, by agent id. */
  knownPositions(): Map<string, Position | null> {
    return new Map([...this.links].map(([id, { sender }]) => [id, sender.position]));
  }

  offer(targets: StoredSnapshot[]): void {
    for (const target of targets) this.links.get(target.agentId)?.sender.offer(target);
  }

  async request(agentId: string, command: AgentCommand, timeoutMs: number): Promise<AgentCommandAck> {
    const link = this.links.get(agentId);
    const details = { agentId };
    if (!link) throw new AppError("UNAVAILABLE", "The agent is not connected.", { details });
    const answer = await emit(link.socket, agentEvents.command, command, timeoutMs);
    if (answer === undefined) throw new AppError("TIMEOUT", "The agent did not answer in time.", { details });
    return AgentCommandAck.parse(answer);
  }

  presenceOf(agentId: string): Presence {
    return this.options.live.presenceOf(agentId, this.options.now());
  }

  countByPresence(): PresenceCount[] {
    return this.options.live.countByPresence(this.options.now());
  }

  agentsByName(): NamedAgent[] {
    const { live, now } = this.options;
    const nowMs = now();
    return live.all().map((series) => {
      const { id, regionId, role } = series.agent;
      const isLive = series.presence(nowMs) === "live";
      return { id, name: live.nameOf(id), region: live.nameOf(regionId), role, isLive };
    });
  }

  nameOf(id: string): string {
    return this.options.live.nameOf(id);
  }

  workOf(agentId: string, minutes: number): NodeWork | null {
    return this.options.live.workOf(agentId, minutes, this.options.now());
  }

  regionsLive(): RegionLive[] {
    return this.options.live.regionsLive(this.options.now());
  }

  originsLive(): OriginLive[] {
    return this.options.live.originsLive(this.options.now());
  }

  presenceEvidence(): PresenceEvidence {
    return this.options.live.presenceEvidence(this.options.now());
  }

  applyTimes(): ApplyTimes | null {
    const { convergence } = this.options.counters;
    if (convergence.count === 0) return null;
    const at = (q: number) => figure(convergence.quantile(q));
    return { acks: convergence.count, p50Ms: at(0.5), p99Ms: at(0.99) };
  }

  isConnected(agentId: string): boolean {
    return this.links.has(agentId);
  }

  disconnect(agentId: string, reason: string): void {
    const link = this.links.get(agentId);
    if (link) close(link, reason);
  }

  closeAll(reason: string): void {
    for (const link of this.links.values()) close(link, reason);
  }

  private createSender(agent: Agent, socket: Socket): DesiredStateSender {
    const connectedAtMs = this.options.now();
    return new DesiredStateSender({
      send: async ({ envelope }) => {
        const answer = await emit(socket, agentEvents.desiredState, envelope, ackTimeoutMs);
        return DesiredStateAck.safeParse(answer).data ?? null;
      },
      onAnswer: (target, ack) => this.recordAck(agent, target, ack, connectedAtMs),
    });
  }

  private recordAck(agent: Agent, target: StoredSnapshot, ack: DesiredStateAck, connectedAtMs: number): void {
    const { logger, now } = this.options;
    if (ack.outcome !== "applied") logger.warn({ agentId: agent.id, ack }, "desired state not applied");
    const at = new Date(now());
    this.writeAck(agent.id, { agentId: agent.id, sent: target.position, ack, at, connectedAtMs });
  }

  private async writeAcks(inputs: readonly HeardAck[]): Promise<void> {
    const { db, counters, onObserved } = this.options;
    const recorded = await recordAcks(db, inputs);
    const byAgent = new Map(inputs.map((input) => [input.agentId, input]));
    for (const { agentId, committedAt } of recorded) {
      const input = byAgent.get(agentId);
      const isOfThisLink = input && committedAt && committedAt.getTime() >= input.connectedAtMs;
      if (isOfThisLink) counters.convergence.record(input.at.getTime() - committedAt.getTime());
    }
    if (recorded.length > 0) onObserved("agent.acked");
  }

  private async writeProvenNode(node: ProvenNode | undefined): Promise<void> {
    if (!node) return;
    const { db, logger, changes, now } = this.options;
    const actor = { type: "agent", id: node.gatewayId } as const;
    const ctx = { db, logger, changes, actor, requestId: randomUUID(), now: () => new Date(now()) };
    await recordProven({ ctx, input: { nodeId: node.nodeId } });
  }

  private async record(link: Link, hello: AgentHello): Promise<void> {
    const { db, logger, changes, now } = this.options;
    const { id: agentId, regionId } = link.agent;
    const isSecondProcess = link.replacedBootId !== null && link.replacedBootId !== hello.bootId;
    link.bootId = hello.bootId;
    const actor = { type: "agent", id: agentId } as const;
    const at = new Date(now());
    const ctx = { db, logger, changes, actor, requestId: randomUUID(), now: () => at };
    await recordHello({ ctx, input: { agentId, hello } });
    if (isSecondProcess) await recordEvent(db, { kind: "agent.connected-twice", at, agentId, regionId });
    this.options.onObserved("agent.connected");
  }
}

/** Undefined when no answer came in time, or the socket closed. */
async function emit(socket: Socket, event: string, message: unknown, timeoutMs: number): Promise<unknown> {
  return socket
    .timeout(timeoutMs)
    .emitWithAck(event, message)
    .catch(() => undefined);
}

function close(link: Link, reason: string): void {
  link.socket.emit(agentEvents.closing, { reason });
  link.socket.disconnect(true);
}

function isAt(target: StoredSnapshot, applied: Position | null): boolean {
  return applied !== null && comparePositions(target.position, applied) === 0;
}

function assertCompatible(agent: Agent, hello: AgentHello): void {
  if (hello.role !== agent.role) {
    throw new AppError("PRECONDITION_FAILED", `This agent was enrolled as ${agent.role}, not ${hello.role}.`);
  }
  if (hello.protocol > agentProtocol || hello.protocol < agentProtocol - 1) {
    const spoken = `This console speaks protocol ${agentProtocol} and the one before`;
    throw new AppError("PRECONDITION_FAILED", `${spoken}, the agent ${hello.protocol}.`);
  }
}
