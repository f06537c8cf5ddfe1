import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@meridian/contracts/errors";
import type { DesiredModel, EngineLayout, SelfBenchmark } from "@meridian/contracts/wire";
import { createEncoder, type ModelVersion, readModelVersion } from "@meridian/model";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import { slotKey } from "../../control/plan.ts";
import type { AgentConfig } from "../../env.ts";
import { BatchQueue, type BatchOutput, type QueueLimits } from "../queue/batch-queue.ts";
import { CostModel } from "../queue/cost-model.ts";
import type { EnginePool } from "../engine/engine-pool.ts";
import type { ProviderChoice } from "../engine/engine.ts";
import { OutOfMemoryError } from "../engine/runtime-errors.ts";
import type { InferenceMeter } from "../inference-meter.ts";
import { openEngines, type OpenedEngines } from "./open-engines.ts";
import { halvesOf, padBatch, type PaddedBatch } from "../queue/padding.ts";
import type { ResultCache } from "../answer/result-cache.ts";
import { type Span, Tagger } from "../answer/tagger.ts";
import { TokenBudget } from "../queue/token-budget.ts";
import { warmShapes } from "./warm-shapes.ts";

const warmMsMax = 5000;
const learntShapes = 10;
/** A batch may take this share of the default deadline: a new request finds up to two full ones ahead. */
const batchShareOfDeadline = 0.01;
/** Batches are never smaller than one long address. */
const batchTokensMin = 32;

export type LoadedModelOptions = {
  enginePath: string;
  config: AgentConfig;
  clock: Clock;
  logger: Logger;
  cache: ResultCache<readonly Span[]>;
  meter: InferenceMeter;
  limits: () => QueueLimits & { deadlineMsDefault: number };
  /** The version lost its last engine (`true`), or has one again (`false`). */
  onDown: (isDown: boolean, reason: string) => void;
  /** `note` changed. */
  onNote: () => void;
};

/** A model version with its engines, ready to tag. */
export class LoadedModel {
  readonly tagger: Tagger;
  private readonly cost = new CostModel();
  private readonly queue: BatchQueue<Float32Array>;
  private readonly budget: TokenBudget;

  private constructor(
    readonly model: DesiredModel,
    private readonly version: ModelVersion,
    private readonly engines: OpenedEngines,
    private readonly options: LoadedModelOptions,
  ) {
    const { clock, cache, meter } = options;
    this.budget = new TokenBudget(clock);
    const encoder = createEncoder(version);
    this.queue = new BatchQueue<Float32Array>({
      clock,
      cost: this.cost,
      limits: () => ({ ...options.limits(), batchTokensMax: this.batchTokens }),
      padId: encoder.padId,
      widthMax: this.widthMax,
      engines: engines.pool.size,
      run: (batch, expectedMs) => this.run(batch, expectedMs),
      onBatch: (batch) => meter.countBatch(model.name, batch),
    });
    const { labels, preprocess } = version;
    this.tagger = new Tagger({
      versionKey: slotKey(model),
      labels,
      temperature: preprocess.temperature,
      encoder,
      queue: this.queue,
      cache,
      clock,
    });
  }

  /** Opens the files in `folder`, which are verified. Throws AppError or ModelError saying what is wrong. */
  static async load(model: DesiredModel, folder: string, options: LoadedModelOptions): Promise<LoadedModel> {
    const version = await readModelVersion(folder, { verify: false });
    if (version.digest !== model.digest) {
      throw new AppError("REFUSED_BY_RULE", `manifest.json: expected digest ${model.digest}`);
    }
    const engines = await openEngines(model, version, {
      ...options,
      onRestart: () => options.meter.count("engineRestarts", model.name),
    });
    return new LoadedModel(model, version, engines, options);
  }

  get provider(): ProviderChoice | null {
    return this.pool.provider;
  }

  get layout(): EngineLayout {
    return this.engines.layout;
  }

  get benchmark(): SelfBenchmark | null {
    return this.engines.benchmark;
  }

  /** Padded tokens of a batch now: fewer than configured where they take long, and after memory ran out. */
  get batchTokens(): number {
    const { batchTokensMax, deadlineMsDefault } = this.options.limits();
    const inTime = Math.floor(this.cost.tokensWithin(batchShareOfDeadline * deadlineMsDefault));
    return Math.min(this.budget.tokens(batchTokensMax), Math.max(batchTokensMin, inTime));
  }

  /** Padded tokens that the engines run in a second of full batches; null before there is enough to go by. */
  get tokensPerSecondMax(): number | null {
    const tokens = this.batchTokens;
    const batchMs = this.cost.saturatedMs(tokens);
    return this.cost.isFitted && batchMs !== null ? (1000 * this.pool.size * tokens) / batchMs : null;
  }

  /** What an operator should know of a version that serves. */
  get note(): string | null {
    return this.budget.note(this.options.limits().batchTokensMax);
  }

  get queueLength(): number {
    return this.queue.waiting;
  }

  get engineRssBytes(): number {
    return this.pool.rssBytes;
  }

  /** Runs every shape once, likeliest first, since its first run is slow; the likeliest again to learn their cost. At most 5 s. */
  async warm(): Promise<void> {
    const { clock } = this.options;
    const until = clock.now() + warmMsMax;
    for (const [i, { rows, width }] of warmShapes(this.widthMax, this.batchTokens).entries()) {
      if (clock.now() >= until) return;
      if (rows > 1 && rows * width > this.batchTokens) continue;
      await this.warmShape(blankBatch(rows, width), i < learntShapes);
    }
  }

  /** Running out of memory here makes later batches smaller, as under load. */
  private async warmShape(batch: PaddedBatch, isLearnt: boolean): Promise<void> {
    try {
      await this.pool.runOnEach(batch);
      const runs = isLearnt ? await this.pool.runOnEach(batch) : [];
      for (const { occupiedMs } of runs) this.cost.observe(batch.rows * batch.width, occupiedMs);
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      this.onOutOfMemory(batch, error);
    }
  }

  /** Called before the version is ready: engines that answer NaN or infinities must not serve. */
  async check(): Promise<void> {
    const outputs = await this.pool.runOnEach(blankBatch(2, 24));
    const isSound = outputs.every(({ logits }) => logits.every((value) => Number.isFinite(value)));
    if (!isSound) throw new AppError("REFUSED_BY_RULE", "the engine answers what is not a number");
  }

  /** Finishes what was accepted, then ends the engine. */
  async close(deadlineMs: number): Promise<void> {
    const timeout = new AbortController();
    const { signal } = timeout;
    await Promise.race([this.queue.close(), sleep(deadlineMs, undefined, { signal }).catch(() => undefined)]);
    timeout.abort();
    this.pool.close();
    await this.tagger.forgetResults();
  }

  private get pool(): EnginePool {
    return this.engines.pool;
  }

  private get widthMax(): number {
    return this.version.manifest.architecture.maxPositions;
  }

  /** Runs a batch; one that the engine has no memory for runs again in halves. */
  private async run(batch: PaddedBatch, expectedMs: number): Promise<BatchOutput<Float32Array>> {
    try {
      const { logits, runMs, occupiedMs } = await this.pool.run(batch, expectedMs);
      return { rows: this.rowsOf(batch, logits), runMs, occupiedMs };
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      this.onOutOfMemory(batch, error);
      const parts = [];
      for (const half of halvesOf(batch)) parts.push(await this.run(half, expectedMs));
      return parts.reduce((one, other) => ({
        rows: [...one.rows, ...other.rows],
        runMs: one.runMs + other.runMs,
        occupiedMs: one.occupiedMs + other.occupiedMs,
      }));
    }
  }

  /** Throws UNAVAILABLE when the batch cannot be made smaller. */
  private onOutOfMemory({ rows, width }: PaddedBatch, cause: OutOfMemoryError): void {
    const { meter, logger, onNote } = this.options;
    meter.count("outOfMemory", this.model.name);
    this.budget.onOutOfMemory(rows * width);
    logger.warn({ rows, width, batchTokens: this.batchTokens, reason: cause.message }, "memory ran out");
    onNote();
    if (rows === 1) throw new AppError("UNAVAILABLE", "there is no memory for this address", { cause });
  }

  private rowsOf({ rows, width }: PaddedBatch, logits: Float32Array): Float32Array[] {
    const length = width * this.version.labels.length;
    return Array.from({ length: rows }, (_, row) => logits.subarray(row * length, (row + 1) * length));
  }
}

function blankBatch(rows: number, width: number): PaddedBatch {
  const row = new Int32Array(width);
  return padBatch(
    Array.from({ length: rows }, () => row),
    0,
    width,
  );
}
