import { BodyBudget, clientAddressOf, compileTrust, warnOfTls } from "@meridian/contracts/listener";
import { ejectLate, Picker } from "@meridian/contracts/routing";
import type {
  AgentCommand,
  AgentCommandAck,
  Bearers,
  GatewayBearers,
  GatewayEffective,
  GatewaySnapshot,
  RotationView,
  Snapshot,
  SnapshotNode,
} from "@meridian/contracts/wire";
import {
  type ApplyResult,
  type DataPlane,
  type DataPlaneOptions,
  type FrameParts,
  type Outcome,
  wrongRole,
} from "../data-plane.ts";
import { type AgentCertificate, certificateGauge } from "../http/agent-certificate.ts";
import { warnOfIntruders } from "../http/warn-of-intruders.ts";
import { LoopDelay } from "../telemetry/loop-delay.ts";
import { renderMetrics } from "../telemetry/metrics.ts";
import { ClientAccess } from "./access/client-access.ts";
import { GatewayStats } from "./views/gateway-stats.ts";
import { HttpListener } from "./exchange/http-listener.ts";
import { runParseCommand } from "./exchange/parse-command.ts";
import { SlownessProber } from "./evidence/slowness-prober.ts";
import { Exchange, type ProxyParts } from "./exchange/exchange.ts";
import { RetryBudget } from "./exchange/retry-budget.ts";
import { rotationViews, routingView } from "./views/routing-view.ts";
import { shareMarks } from "./views/share-marks.ts";
import {
  buildRoutingTable,
  findTableFault,
  type RoutedNode,
  type RoutingTable,
} from "./choice/routing-table.ts";
import { TargetCounts } from "./choice/target-counts.ts";
import { NodeConnections } from "./evidence/node-connections.ts";
import { UpstreamPool } from "./evidence/upstream-pool.ts";
import { whereAnswer } from "./views/where.ts";

/** Default deadline until the first snapshot sets one. */
const outOfRotationMax = 2000;
const deadlineMsBeforeTable = 10_000;
/** How often to judge the nodes: without traffic no pick does, and an ended ejection or a recovery would go unreported. */
const tickMs = 500;

export function createGatewayPlane(options: DataPlaneOptions): DataPlane {
  return new GatewayPlane(options);
}

class GatewayPlane implements DataPlane {
  private table: RoutingTable | null = null;
  private snapshot: GatewaySnapshot | null = null;
  private bearers: GatewayBearers["nodes"] = {};
  private readonly listeners: (() => void)[] = [];
  private readonly stats = new GatewayStats();
  /** Of the console's own requests: in nobody's rates, objectives or percentiles. */
  private readonly testStats = new GatewayStats();
  private readonly access = new ClientAccess(this.stats);
  private readonly counts = new TargetCounts();
  private readonly loopDelay = new LoopDelay();
  private readonly connections = new NodeConnections();
  private certificate: AgentCertificate | null = null;
  private readonly upstreams: UpstreamPool;
  private readonly picker: Picker<RoutedNode>;
  private isJudgeScheduled = false;
  private readonly slownessProber: SlownessProber;
  private readonly proxyParts: ProxyParts;
  private readonly bodies: BodyBudget;
  private readonly http: HttpListener;
  private tickTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: DataPlaneOptions) {
    const { clock, config, logger } = options;
    const { counts, stats } = this;
    const trust = compileTrust(config.trustedProxies);
    this.bodies = new BodyBudget(config.bodyBytesMax, () => stats.count("bodiesRefused"));
    this.picker = new Picker({
      now: () => clock.now(),
      counts,
      onRotationChange: (node) => this.onRotationChange(node),
    });
    this.slownessProber = new SlownessProber(clock);
    this.upstreams = new UpstreamPool({
      connections: this.connections,
      clock,
      random: Math.random,
      onVerdict: () => this.judgeSoon(),
      countFailure: (nodeId) => counts.failed(nodeId),
    });
    this.proxyParts = {
      clock,
      logger,
      stats,
      table: () => this.table,
      picker: this.picker,
      budget: new RetryBudget(),
    };
    this.http = new HttpListener({
      nowMs: () => clock.now(),
      deadlineMsDefault: () => this.table?.limits.deadlineMsDefault ?? deadlineMsBeforeTable,
      isReady: () => this.table !== null,
      access: this.access,
      debugToken: config.debugToken,
      allowedOrigins: config.allowedOrigins,
      connectionsMax: config.connectionsMax,
      tls: config.tls,
      onTlsProblem: warnOfTls(logger),
      bodies: this.bodies,
      clientAddressOf: (request) => clientAddressOf(request, trust),
      routing: () => this.routing(),
      where: () => this.table && whereAnswer(this.table),
      forward: (call, sink) => new Exchange(call, sink, this.proxyParts),
      onRefused: (status, receivedAtMs) => {
        stats.began();
        stats.ended(status, clock.now() - receivedAtMs);
      },
      onKeyRefused: () => stats.refusedByKey(),
      onIntruder: warnOfIntruders(logger, "refused a wrong debug token"),
      onDrop: () => stats.count("connectionsRefused"),
      onAcceptError: (err) => logger.error({ err }, "could not accept a connection"),
    });
  }

  start(): Promise<{ port: number }> {
    const { config } = this.options;
    this.tickTimer = setInterval(() => this.tick(), tickMs);
    return this.http.listen(config.port, config.listenHost);
  }

  async apply(snapshot: Snapshot): Promise<ApplyResult> {
    if (snapshot.role !== "gateway") return wrongRole("gateway", snapshot);
    const fault = findTableFault(snapshot);
    if (fault) return { ok: false, ...fault };
    this.snapshot = snapshot;
    this.access.keys.apply(snapshot.clientKeys);
    await this.buildTable(snapshot);
    return { ok: true };
  }

  async useBearers(bearers: Bearers): Promise<ApplyResult> {
    if (bearers.role !== "gateway") return wrongRole("gateway", bearers);
    this.bearers = bearers.nodes;
    if (this.snapshot) await this.buildTable(this.snapshot);
    return { ok: true };
  }

  useCertificate(held: AgentCertificate): void {
    this.connections.use(held);
    this.certificate = held;
  }

  effective(): GatewayEffective {
    const { table } = this;
    return {
      role: "gateway",
      isReady: table !== null,
      tableHash: table?.hash ?? null,
      limits: { ...table?.limits },
      asksForKeys: this.access.keys.isAsked,
    };
  }

  outcome(): Outcome {
    if (!this.table) return { outcome: "converging", reason: "no routing table yet" };
    const canRoute = this.picker.view().regions.some(({ share }) => share > 0);
    return canRoute
      ? { outcome: "converged", reason: null }
      : { outcome: "degraded", reason: "no node can answer now" };
  }

  outOfRotation(): RotationView[] {
    // In a message of the control link, which takes 1 MB: too long a list would close the link just when most is lost.
    return this.table ? rotationViews(this.table, this.options.clock.now()).slice(0, outOfRotationMax) : [];
  }

  proven(): string[] {
    const { nodes, unproven = [] } = this.table ?? {};
    return unproven.filter((id) => nodes?.get(id)?.evidence.isUnproven === false);
  }

  onEffectiveChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  sample(withStages: boolean): FrameParts {
    this.picker.settleCounts();
    const keys = this.access.keys.takeCounts();
    const marks = shareMarks(this.picker.view(), this.options.clock.now(), this.picker.takeVersionParts());
    return {
      counters: this.counters(),
      gauges: this.gauges(),
      histograms: this.stats.sketches.take(withStages),
      targets: this.counts.takeChanged(),
      ...(marks.length > 0 ? { marks } : {}),
      ...(keys.length > 0 ? { keys } : {}),
      table: this.counts.table,
    };
  }

  command(command: AgentCommand): Promise<AgentCommandAck> {
    if (command.kind === "parse") {
      return runParseCommand(command, { ...this.proxyParts, stats: this.testStats });
    }
    return Promise.resolve({ status: 200, body: this.routing(), serverTiming: null });
  }

  async stop(deadlineMs: number): Promise<void> {
    clearInterval(this.tickTimer);
    this.slownessProber.stop();
    await this.http.close(deadlineMs);
    await this.upstreams.destroy();
    this.loopDelay.stop();
  }

  /** Same nodes and weights, same hash: other bearers are no other table to the console. */
  private async buildTable(snapshot: GatewaySnapshot): Promise<void> {
    const upstreamFor = (node: SnapshotNode) => this.upstreams.get(node, snapshot.limits);
    const { bearers } = this;
    const table = await buildRoutingTable(snapshot, upstreamFor, bearers);
    // What came while the table was hashed has a table of its own.
    if (snapshot !== this.snapshot || bearers !== this.bearers) return;
    const isOther = table.hash !== this.table?.hash;
    this.table = table;
    this.picker.setRegions(table.regions);
    if (isOther) this.counts.startTable();
    this.upstreams.keepOnly(table);
    this.changed();
  }

  private routing() {
    return this.table && routingView(this.table, this.picker.view(), this.options.clock.now());
  }

  /** Judges once for a burst of evidence, so that views show current verdicts without judging when they are read. */
  private judgeSoon(): void {
    this.picker.invalidate();
    if (this.isJudgeScheduled) return;
    this.isJudgeScheduled = true;
    queueMicrotask(() => {
      this.isJudgeScheduled = false;
      this.picker.judge(this.options.clock.now());
    });
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  private tick(): void {
    if (this.table) {
      ejectLate(this.table.regions);
      this.slownessProber.probe(this.table);
    }
    this.picker.judge(this.options.clock.now());
  }

  private onRotationChange({ id, name, evidence }: RoutedNode): void {
    const out = evidence.verdict.outOfRotation;
    const node = { nodeId: id, name };
    if (out)
      this.options.logger.warn({ ...node, rule: out.rule, evidence: out.detail }, "node out of rotation");
    else this.options.logger.info(node, "node back in rotation");
    this.changed();
  }

  private gauges() {
    const nodes = [...(this.table?.nodes.values() ?? [])];
    const nodesOut = nodes.filter(({ evidence }) => evidence.verdict.outOfRotation).length;
    const inFlight = this.stats.inFlight + this.testStats.inFlight;
    return {
      ...{ inFlight, loopDelayMsP99: this.loopDelay.msP99, nodes: nodes.length, nodesOut },
      connections: this.http.connectionCount,
      bodyBytes: this.bodies.inFlight,
    };
  }

  private counters() {
    return { ...this.stats.counters, testRequests: this.testStats.counters.requests };
  }

  metrics(): Promise<string> {
    const { sketches } = this.stats;
    const counters = this.counters();
    const agent = { ...this.options.agent, ...(this.table && { name: this.table.self.name }) };
    const counted = [{ version: "", counts: counters }];
    const keys = [...this.access.keys.all()];
    const gauges = { ...this.gauges(), ...certificateGauge(this.certificate, this.options.clock) };
    return renderMetrics({
      ...{ role: "gateway", agent, version: "", counted, gauges, sketches, keys },
    });
  }
}
