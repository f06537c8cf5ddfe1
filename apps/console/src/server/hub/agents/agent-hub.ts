import { randomUUID } from "node:crypto";
import type { ApplyTimes } from "@meridian/contracts/api";
import { AppError, problemOf } from "@meridian/contracts/errors";
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
  type LinkClosing,
  type ObservedState,
  type AgentLive,
  type OriginLive,
  type Position,
  type RegionLive,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import type { Agent } from "@meridian/db";
import type { Socket } from "socket.io";
import type {
  AgentLink,
  KeyUsage,
  NamedAgent,
  NodeWork,
  PresenceCount,
  PresenceEvidence,
} from "../../domains/agent-link.ts";
import { reasonOf } from "../../boot/database-health.ts";
import { type ConsoleAddress, recordHello } from "../../domains/fleet/index.ts";
import { recordEvent } from "../../domains/audit/index.ts";
import { findSnapshot, type StoredSnapshot } from "../../domains/snapshot/index.ts";
import type { Overdrawn } from "./agent-budgets.ts";
import { AgentReports, type ReportOptions } from "./agent-reports.ts";
import { DesiredStateSender } from "./desired-state-sender.ts";
import { figure } from "../live/figures.ts";

const ackTimeoutMs = 10_000;
const telemetryIntervalMs = 1000;
const observedIntervalMs = 30_000;

export type HubOptions = ReportOptions & { consoleAt: ConsoleAddress };

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
  private readonly reports: AgentReports;

  constructor(private readonly options: HubOptions) {
    this.reports = new AgentReports(options);
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
    if (before) close(before, { reason: "replaced" });
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
      const snapshot = await findSnapshot(db, link.agent.id);
      if (snapshot) link.sender.offer(snapshot);
      const isUpToDate = snapshot !== null && isAt(snapshot, hello.applied);
      if (snapshot && isUpToDate)
        this.reports.acked(link.agent, snapshot, { outcome: "applied", ...snapshot.position }, now());
      return { ok: true, protocol: agentProtocol, isUpToDate, telemetryIntervalMs, observedIntervalMs };
    } catch (error) {
      this.options.logger.warn({ reason: reasonOf(error), agentId: link.agent.id }, "hello refused");
      const { code, detail: message } = problemOf(error);
      return { ok: false, code, message };
    }
  }

  deliver(link: Link, applied: Position | null): void {
    link.sender.open(applied);
  }

  recordFrame(link: Link, frame: TelemetryFrame): void {
    const { id, regionId, role } = link.agent;
    this.options.live.record({ id, regionId, role }, frame, this.options.now());
    if (role === "gateway" && frame.keys) this.reports.keysUsed(frame.keys);
  }

  recordObserved({ agent }: Link, observed: ObservedState): void {
    const { id: agentId, regionId, role } = agent;
    this.options.live.recordReport({ id: agentId, regionId, role }, observed);
    this.reports.observed(agent, observed);
  }

  /** Positions that connected agents have or will be sent, by agent id. */
  knownPositions(): Map<string, Position | null> {
    return new Map([...this.links].map(([id, { sender }]) => [id, sender.position]));
  }

  offer(snapshots: StoredSnapshot[]): void {
    for (const snapshot of snapshots) this.links.get(snapshot.agentId)?.sender.offer(snapshot);
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

  agentsLive(): AgentLive[] {
    return this.options.live.agentsLive(this.options.now(), { withHistory: false });
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

  keyUseOf(keyId: string): KeyUsage {
    return this.options.live.keyUsage.over(keyId, this.options.now());
  }

  keyDemandOf(gatewayId: string): { requests: number; withoutKey: number } {
    return this.options.live.keyDemandOf(gatewayId, this.options.now());
  }

  isConnected(agentId: string): boolean {
    return this.links.has(agentId);
  }

  disconnect(agentId: string, reason: string): void {
    const link = this.links.get(agentId);
    if (link) close(link, { reason });
  }

  /** Closes a link whose agent sends too much. */
  cut(link: Link, overdrawn: Overdrawn): void {
    close(link, overdrawn);
  }

  closeAll(reason: string): void {
    for (const link of this.links.values()) close(link, { reason });
  }

  /** Agents refuse a database that is older than what they applied, and go on by themselves: somebody has to say so. */
  private createSender(agent: Agent, socket: Socket): DesiredStateSender {
    const connectedAtMs = this.options.now();
    return new DesiredStateSender({
      send: async ({ envelope }) => {
        const answer = await emit(socket, agentEvents.desiredState, envelope, ackTimeoutMs);
        return DesiredStateAck.safeParse(answer).data ?? null;
      },
      onAnswer: (snapshot, ack) => this.reports.acked(agent, snapshot, ack, connectedAtMs),
    });
  }

  private async record(link: Link, hello: AgentHello): Promise<void> {
    const { db, logger, changes, now, consoleAt } = this.options;
    const { id: agentId, regionId } = link.agent;
    const isSecondProcess = link.replacedBootId !== null && link.replacedBootId !== hello.bootId;
    link.bootId = hello.bootId;
    const actor = { type: "agent", id: agentId } as const;
    const at = new Date(now());
    const ctx = { db, logger, changes, actor, requestId: randomUUID(), now: () => at, consoleAt };
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

function close(link: Link, message: LinkClosing): void {
  link.socket.emit(agentEvents.closing, message);
  link.socket.disconnect(true);
}

function isAt(snapshot: StoredSnapshot, applied: Position | null): boolean {
  return applied !== null && comparePositions(snapshot.position, applied) === 0;
}

function assertCompatible(agent: Agent, hello: AgentHello): void {
  if (hello.role !== agent.role) {
    throw new AppError("REFUSED_BY_RULE", `This agent was enrolled as ${agent.role}, not ${hello.role}.`);
  }
  if (hello.protocol > agentProtocol || hello.protocol < agentProtocol - 1) {
    const spoken = `This console speaks protocol ${agentProtocol} and the one before`;
    throw new AppError("REFUSED_BY_RULE", `${spoken}, the agent ${hello.protocol}.`);
  }
}
