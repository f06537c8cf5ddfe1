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
  type CertificateAck,
  type CertificateRequest,
  comparePositions,
  type HelloAck,
  type ObservedState,
  ownBearers,
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
import {
  type ConsoleAddress,
  issueCertificate,
  type IssuingContext,
  recordHello,
} from "../../domains/fleet/index.ts";
import { recordEvent } from "../../domains/audit/index.ts";
import { type BearerBook, findSnapshot, type StoredSnapshot } from "../../domains/snapshot/index.ts";
import { clientAddressIn } from "./admit-agent.ts";
import type { Overdrawn } from "./agent-budgets.ts";
import { AgentLinks, closeIfFallen, closeLink, type Link } from "./agent-links.ts";
import { AgentReports, type ReportOptions } from "./agent-reports.ts";
import { bearerSender, emit, placeOf, snapshotSender } from "./agent-senders.ts";
import { figure } from "../live/figures.ts";

const telemetryIntervalMs = 1000;
const observedIntervalMs = 30_000;

export type HubOptions = ReportOptions &
  Pick<IssuingContext, "fleetCa" | "certificateMs"> & { consoleAt: ConsoleAddress; bearers: BearerBook };

/** All connected agents: records what they report, sends them snapshots and commands. */
export class AgentHub implements AgentLink {
  private readonly links = new AgentLinks();
  private readonly reports: AgentReports;

  constructor(private readonly options: HubOptions) {
    this.reports = new AgentReports(options);
  }

  /** Adds a socket whose credential was verified. It takes an agent's place only by a hello that is accepted. */
  connect(agent: Agent, socket: Socket): Link {
    const { logger, now } = this.options;
    const connectedAtMs = now();
    const bearers = bearerSender(socket, (ack) => {
      if (ack.outcome !== "applied") logger.warn({ agentId: agent.id, ack }, "bearers not applied");
    });
    const sender = snapshotSender(socket, bearers, (snapshot, ack) =>
      this.reports.acked(agent, snapshot, ack, connectedAtMs),
    );
    const link: Link = { agent, socket, sender, bearers, applied: null, bootId: null, logged: new Set() };
    this.links.add(link);
    return link;
  }

  forget(link: Link): void {
    link.sender.close();
    link.bearers.close();
    this.links.remove(link);
  }

  /** Answers an agent's hello; `deliver` follows once the answer is sent. */
  async greet(link: Link, hello: AgentHello): Promise<HelloAck> {
    try {
      assertCompatible(link.agent, hello);
      await this.record(link, hello);
      await this.tellOfSecond(link, hello);
      this.links.place(link, hello);
      const { db, now, bearers } = this.options;
      const own = bearers.of(link.agent.id);
      if (own) link.bearers.offer(own);
      const snapshot = await findSnapshot(db, link.agent.id);
      if (snapshot) link.sender.offer(snapshot);
      const isUpToDate = snapshot !== null && isAt(snapshot, hello.applied);
      if (snapshot && isUpToDate)
        this.reports.acked(link.agent, snapshot, { outcome: "applied", ...snapshot.position }, now());
      const { fingerprint: fleetCa } = this.options.fleetCa;
      const intervals = { telemetryIntervalMs, observedIntervalMs };
      return { ok: true, protocol: agentProtocol, isUpToDate, ...intervals, fleetCa };
    } catch (error) {
      this.options.logger.warn({ reason: reasonOf(error), agentId: link.agent.id }, "hello refused");
      const { code, detail: message } = problemOf(error);
      return { ok: false, code, message };
    }
  }

  /** Sends what the agent has not got: bearers before the snapshot that names whom they are for. */
  deliver(link: Link, { applied, bearers, capabilities }: AgentHello): void {
    if (capabilities.includes(ownBearers)) link.bearers.open(bearers ?? null);
    link.sender.open(applied && placeOf(applied));
  }

  /** Certifies the key of a connected agent. */
  async certify({ agent }: Link, { csr }: CertificateRequest): Promise<CertificateAck> {
    const { logger, fleetCa, certificateMs } = this.options;
    try {
      const ctx = { ...this.contextOf(agent), fleetCa, certificateMs };
      const issued = await issueCertificate({ ctx, input: { agentId: agent.id, csr } });
      this.options.onObserved("agent.observed");
      return { ok: true, ...issued };
    } catch (error) {
      logger.warn({ reason: reasonOf(error), agentId: agent.id }, "no certificate issued");
      const { code, detail: message } = problemOf(error);
      return { ok: false, code, message };
    }
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
    const links = this.links.inPlace();
    return new Map(links.map(({ agent, sender, applied }) => [agent.id, sender.newest?.position ?? applied]));
  }

  /** Nodes first: what a gateway is going to show they should know. */
  offerBearers(): void {
    const isGateway = ({ agent }: Link) => Number(agent.role === "gateway");
    const links = this.links.inPlace().sort((one, other) => isGateway(one) - isGateway(other));
    for (const link of links) {
      const own = this.options.bearers.of(link.agent.id);
      if (own) link.bearers.offer(own);
    }
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
    return this.links.get(agentId) !== undefined;
  }

  disconnect(agentId: string, reason: string): void {
    for (const link of this.links.all()) if (link.agent.id === agentId) closeLink(link, { reason });
  }

  /** With those that said no hello yet. */
  allLinks(): Link[] {
    return this.links.all();
  }

  /**
   * Of `links`, closes those whose credential is not the agent's any more, such as by another console's change. `agents` must have
   * been read after `links`: an agent that is newer than what was read is nobody's to judge.
   */
  closeFallen(links: readonly Link[], agents: readonly Agent[]): void {
    const entitled = new Map(agents.map((agent) => [agent.id, agent]));
    for (const link of links) closeIfFallen(link, entitled.get(link.agent.id));
  }

  /** Closes a link whose agent sends too much. */
  cut(link: Link, overdrawn: Overdrawn): void {
    closeLink(link, overdrawn);
  }

  closeAll(reason: string): void {
    for (const link of this.links.all()) closeLink(link, { reason });
  }

  private async record({ agent }: Link, hello: AgentHello): Promise<void> {
    const ctx = { ...this.contextOf(agent), consoleAt: this.options.consoleAt };
    await recordHello({ ctx, input: { agentId: agent.id, hello } });
    this.options.onObserved("agent.connected");
  }

  private contextOf({ id }: Agent) {
    const { db, logger, changes, now } = this.options;
    const at = new Date(now());
    return {
      db,
      logger,
      changes,
      actor: { type: "agent", id } as const,
      requestId: randomUUID(),
      now: () => at,
    };
  }

  /** Another process has the agent's credential, and takes its place now. */
  private async tellOfSecond(link: Link, { bootId }: AgentHello): Promise<void> {
    const { id: agentId, regionId } = link.agent;
    const known = this.links.get(agentId);
    if (!known || known === link || known.bootId === bootId) return;
    const at = new Date(this.options.now());
    const details = { clientAddress: clientAddressIn(link.socket) };
    await recordEvent(this.options.db, { kind: "agent.connected-twice", at, agentId, regionId, details });
  }
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
