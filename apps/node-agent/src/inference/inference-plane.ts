import { agentProblemOf, AppError } from "@meridian/contracts/errors";
import type {
  AgentCommand,
  AgentCommandAck,
  Bearers,
  Effective,
  InferenceSnapshot,
  Readiness,
  Snapshot,
} from "@meridian/contracts/wire";
import { BodyBudget, clientAddressOf, compileTrust } from "@meridian/contracts/listener";
import type { FastifyInstance } from "fastify";
import { Reconciler } from "../control/reconciler.ts";
import { SnapshotStore, storedModelDigests } from "../control/snapshot-store.ts";
import {
  type AgentIdentity,
  type ApplyResult,
  type DataPlane,
  type DataPlaneOptions,
  type FrameParts,
  type Outcome,
  wrongRole,
} from "../data-plane.ts";
import { type AgentCertificate, certificateGauge } from "../http/agent-certificate.ts";
import { closeWithin, portOf } from "../http/listener.ts";
import { warnOfIntruders } from "../http/warn-of-intruders.ts";
import { GpuReader } from "../telemetry/gpu-reader.ts";
import { LoopDelay } from "../telemetry/loop-delay.ts";
import { renderMetrics } from "../telemetry/metrics.ts";
import { AcceptedBearers } from "./answer/accepted-bearers.ts";
import { createHttpServer } from "./answer/http-server.ts";
import { MeshListener } from "./answer/mesh-listener.ts";
import { InferenceMeter, noVersion } from "./inference-meter.ts";
import { modelsOutcome, modelsProblem } from "./models-outcome.ts";
import { LoadedModel } from "./models/loaded-model.ts";
import { ModelSlots } from "./models/model-slots.ts";
import { ModelStore, ownModelsDir } from "./models/model-store.ts";
import { OwnModels } from "./models/own-models.ts";
import { prepareIncludes } from "./answer/included.ts";
import { readInclude } from "./answer/parse-call.ts";
import { ParseService } from "./answer/parse-service.ts";
import { ResultCache } from "./answer/result-cache.ts";
import type { Span } from "./answer/tagger.ts";
import { UnusedModels } from "./models/unused-models.ts";

/** Rough bytes of a cached element. */
const spanBytes = 96;
const sweepEveryMs = 60_000;

export type InferencePlaneOptions = DataPlaneOptions & {
  credential: () => string;
  /** The built engine entry. */
  enginePath: string;
};

export function createInferencePlane(options: InferencePlaneOptions): DataPlane {
  return new InferencePlane(options);
}

class InferencePlane implements DataPlane {
  private snapshot: InferenceSnapshot | null = null;
  private isStopping = false;
  private readonly listeners: (() => void)[] = [];
  private readonly meter = new InferenceMeter();
  private readonly loopDelay = new LoopDelay();
  private readonly gpus: GpuReader;
  private readonly cache = new ResultCache<readonly Span[]>(0, (spans) => spans.length * spanBytes);
  private readonly bearers: AcceptedBearers;
  private readonly mesh: MeshListener | null;
  private certificate: AgentCertificate | null = null;
  private readonly slots: ModelSlots;
  private readonly reconciler: Reconciler;
  private readonly service: ParseService;
  private readonly http: FastifyInstance;
  private readonly unusedModels: UnusedModels;
  private sweepTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: InferencePlaneOptions) {
    const { clock, logger } = options;
    const agent = () => this.agent();
    this.bearers = new AcceptedBearers(clock);
    this.mesh = options.config.hasMeshTls ? new MeshListener() : null;
    this.gpus = new GpuReader({ logger });
    this.slots = this.createSlots();
    this.unusedModels = this.createUnusedModels();
    this.reconciler = new Reconciler(this.slots, clock, logger);
    this.service = new ParseService({ agent, slots: this.slots, meter: this.meter, clock, logger });
    const trust = compileTrust(options.config.trustedProxies);
    const warnOfIntruder = warnOfIntruders(options.logger, "refused a wrong bearer");
    const warnOfStranger = warnOfIntruders(
      options.logger,
      "refused a caller without a gateway's certificate",
    );
    this.http = createHttpServer({
      agent,
      service: this.service,
      meter: this.meter,
      clock,
      logger,
      // Counted as 503, and all callers are gateways.
      bodies: new BodyBudget(options.config.bodyBytesMax, () => undefined),
      connectionsMax: options.config.connectionsMax,
      onDrop: warnOfIntruders(logger, "too many connections: refused one"),
      tls: options.config.tls,
      mesh: this.mesh,
      access: () =>
        this.snapshot && {
          accepts: (authorization) => this.bearers.accepts(authorization),
          deadlineMsDefault: this.snapshot.limits.deadlineMsDefault,
        },
      onIntruder: (request) => warnOfIntruder(clientAddressOf(request, trust)),
      onStranger: (request) => warnOfStranger(clientAddressOf(request, trust)),
      readiness: () => this.readiness(),
      isStopping: () => this.isStopping,
      models: () => ({ slots: this.slots.observed(), defaultDigest: this.slots.defaultDigest }),
    });
  }

  async start(): Promise<{ port: number }> {
    const { listenHost, port } = this.options.config;
    prepareIncludes();
    await this.http.listen({ host: listenHost, port });
    this.gpus.start();
    this.sweepTimer = setInterval(() => this.sweepModels(), sweepEveryMs);
    return { port: portOf(this.http.server, port) };
  }

  async apply(snapshot: Snapshot): Promise<ApplyResult> {
    if (snapshot.role !== "inference") return wrongRole("inference", snapshot);
    const problem = modelsProblem(snapshot);
    if (problem) return problem;
    this.snapshot = snapshot;
    this.bearers.useShared(snapshot.bearers ?? []);
    this.cache.setBudget(snapshot.limits.cacheBytes);
    this.reconciler.setDesired(snapshot);
    this.changed();
    return { ok: true };
  }

  async useBearers(bearers: Bearers, isStored: boolean): Promise<ApplyResult> {
    if (bearers.role !== "inference") return wrongRole("inference", bearers);
    this.bearers.use(bearers, isStored);
    return { ok: true };
  }

  useCertificate(held: AgentCertificate): void {
    this.mesh?.use(held);
    this.certificate = held;
  }

  effective(): Effective {
    return {
      role: "inference",
      isReady: this.readiness().isReady,
      slots: this.slots.observed(),
      defaultDigest: this.slots.defaultDigest,
      defaultPrecision: this.slots.defaultPrecision,
      limits: this.snapshot?.limits ?? {},
    };
  }

  outcome(): Outcome {
    return modelsOutcome(this.snapshot, this.slots);
  }

  onEffectiveChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  sample(withStages: boolean): FrameParts {
    const gpus = this.gpus.take();
    if (withStages) this.meter.keepOnly(this.heldVersions(), this.options.clock.now());
    return {
      counters: this.meter.counters(),
      gauges: this.gauges(),
      histograms: this.meter.sketches.take(withStages),
      batchRows: this.meter.batchSizes.counts,
      ...(withStages ? { bands: this.meter.takeBreakdown() } : {}),
      ...(gpus ? { gpus } : {}),
    };
  }

  async command(command: AgentCommand): Promise<AgentCommandAck> {
    if (command.kind !== "parse")
      return refused(new AppError("VALIDATION", "only a gateway has a routing table"));
    const receivedAt = this.options.clock.now();
    const meter = this.meter.of({ isTest: true });
    try {
      const { body, serverTiming } = await this.service.parse({
        requestId: command.requestId,
        receivedAt,
        addresses: command.addresses,
        version: command.version,
        deadlineMs: command.deadlineMs,
        priority: "interactive",
        isExplained: false,
        include: readInclude(command),
        isTest: true,
        signal: new AbortController().signal,
      });
      meter.countAnswer(200, body.version);
      return { status: 200, body, serverTiming };
    } catch (error) {
      const answer = refused(error, command.requestId);
      meter.countAnswer(answer.status, noVersion);
      return answer;
    }
  }

  async stop(deadlineMs: number): Promise<void> {
    const until = this.options.clock.now() + deadlineMs;
    this.isStopping = true;
    clearInterval(this.sweepTimer);
    this.changed();
    this.reconciler.stop();
    await closeWithin(this.http.server, deadlineMs, () => this.http.close());
    await this.slots.close(Math.max(0, until - this.options.clock.now()));
    this.loopDelay.stop();
    this.gpus.stop();
  }

  private createSlots(): ModelSlots {
    const { config, clock, logger, agent, credential, enginePath } = this.options;
    const { dataDir, modelStoreDir: sharedDir, consoleUrl } = config;
    const store = new ModelStore({ dataDir, sharedDir, consoleUrl, agentId: agent.id, credential });
    return new ModelSlots({
      store,
      load: (model, folder, onDown) =>
        LoadedModel.load(model, folder, {
          enginePath,
          config,
          clock,
          logger: logger.child({ model: model.name }),
          cache: this.cache,
          meter: this.meter,
          limits: () => this.limits(),
          onDown,
          onNote: () => this.changed(),
        }),
      onChange: () => this.changed(),
      logger,
    });
  }

  private createUnusedModels(): UnusedModels {
    const { config, clock, logger } = this.options;
    const snapshots = new SnapshotStore(config.dataDir, logger);
    return new UnusedModels({
      own: new OwnModels(ownModelsDir(config.dataDir)),
      bytesMax: config.unusedModelBytesMax,
      isUsed: (digest) =>
        this.slots.holds(digest) || Boolean(this.snapshot?.models.some((model) => model.digest === digest)),
      lastKnownGood: () => storedModelDigests(snapshots),
      clock,
      logger,
    });
  }

  /** Before the first snapshot every stored version may still be wanted. */
  private sweepModels(): void {
    if (this.snapshot && !this.isStopping) void this.unusedModels.sweep();
  }

  private limits() {
    if (!this.snapshot) throw new AppError("UNAVAILABLE", "this node waits for its first snapshot");
    return this.snapshot.limits;
  }

  /** A snapshot may bring a newer name. */
  private agent(): AgentIdentity {
    const { agent } = this.options;
    return this.snapshot
      ? { id: agent.id, name: this.snapshot.agentName, region: this.snapshot.region }
      : agent;
  }

  private readiness(): Readiness {
    const versions = this.slots.answerable();
    if (this.isStopping) return { isReady: false, reason: "stopping", versions };
    if (this.slots.isReady) return { isReady: true, reason: null, versions };
    return { isReady: false, reason: this.outcome().reason ?? "no default version", versions };
  }

  private gauges() {
    const loaded = this.slots.loadedModels();
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    const paces = loaded.flatMap(({ tokensPerSecondMax }) => tokensPerSecondMax ?? []);
    return {
      inFlight: this.service.inFlight,
      queueLength: total(loaded.map(({ queueLength }) => queueLength)),
      rssBytes: process.memoryUsage.rss() + total(loaded.map(({ engineRssBytes }) => engineRssBytes)),
      loopDelayMsP99: this.loopDelay.msP99,
      cacheBytes: this.cache.bytes,
      batchTokens: Math.min(
        ...loaded.map(({ batchTokens }) => batchTokens),
        this.snapshot?.limits.batchTokensMax ?? 0,
      ),
      ...(paces.length > 0 && { tokensPerSecondMax: Math.round(Math.min(...paces)) }),
    };
  }

  metrics(): Promise<string> {
    const now = this.snapshot?.models.find(({ digest }) => digest === this.slots.defaultDigest);
    const version = now?.name ?? noVersion;
    return renderMetrics({
      role: "inference",
      agent: this.agent(),
      version,
      counted: this.meter.byVersion([version, noVersion]),
      gauges: { ...this.gauges(), ...certificateGauge(this.certificate, this.options.clock) },
      sketches: this.meter.sketches,
      gpus: this.gpus.latest,
    });
  }

  private heldVersions(): ReadonlySet<string> {
    return new Set(this.slots.observed().map(({ name }) => name));
  }

  private changed(): void {
    if (this.outcome().outcome === "converged") this.sweepModels();
    for (const listener of this.listeners) listener();
  }
}

function refused(error: unknown, requestId?: string): AgentCommandAck {
  const body = agentProblemOf(error, requestId);
  return { status: body.status, body, serverTiming: null };
}
