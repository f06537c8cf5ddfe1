import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type DesiredModel } from "@meridian/contracts";
import { createEncoder, type ModelVersion, readModelVersion } from "@meridian/model";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { slotKey } from "../control/plan.ts";
import type { AgentConfig } from "../env.ts";
import { BatchQueue, type QueueLimits } from "./batch-queue.ts";
import { CostModel } from "./cost-model.ts";
import { Engine, type ProviderChoice } from "./engine/engine.ts";
import type { InferenceMeter } from "./inference-meter.ts";
import { padBatch, type PaddedBatch } from "./padding.ts";
import type { ResultCache } from "./result-cache.ts";
import { type Span, Tagger } from "./tagger.ts";

const warmMsMax = 5000;

export type LoadedModelOptions = {
  enginePath: string;
  config: AgentConfig;
  clock: Clock;
  logger: Logger;
  cache: ResultCache<readonly Span[]>;
  meter: InferenceMeter;
  limits: () => QueueLimits;
  onReplacing: (isReplacing: boolean, reason: string) => void;
};

/** A model version with its engine, ready to tag. */
export class LoadedModel {
  readonly tagger: Tagger;
  private readonly cost = new CostModel();
  private readonly queue: BatchQueue<Float32Array>;

  private constructor(
    readonly model: DesiredModel,
    private readonly version: ModelVersion,
    private readonly engine: Engine,
    private readonly options: LoadedModelOptions,
  ) {
    const { clock, cache, meter } = options;
    const encoder = createEncoder(version);
    this.queue = new BatchQueue<Float32Array>({
      clock,
      cost: this.cost,
      limits: options.limits,
      padId: encoder.padId,
      widthMax: version.manifest.architecture.maxPositions,
      engines: 1,
      run: (batch, expectedMs) => this.run(batch, expectedMs),
      onBatch: (batch) => meter.countBatch(batch),
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
      throw new AppError("PRECONDITION_FAILED", `manifest.json: expected digest ${model.digest}`);
    }
    const { config, logger } = options;
    const engine = await Engine.open({
      path: options.enginePath,
      open: {
        onnxPath: version.onnxPath(model.precision),
        threads: config.engineThreads,
        hasSpinning: config.hasEngineSpinning,
        widthMax: version.manifest.architecture.maxPositions,
      },
      providers: config.providers,
      logger,
      onReplacing: options.onReplacing,
    });
    return new LoadedModel(model, version, engine, options);
  }

  get provider(): ProviderChoice | null {
    return this.engine.provider;
  }

  get queueLength(): number {
    return this.queue.length;
  }

  get engineRssBytes(): number {
    return this.engine.rssBytes;
  }

  /** Runs the common shapes once for the runtime's sake and once to learn their cost; at most 5 s. */
  async warm(): Promise<void> {
    const { clock, limits } = this.options;
    const until = clock.now() + warmMsMax;
    for (const width of [16, 24, 32, 48, 64]) {
      for (const rows of [1, Math.max(1, Math.floor(limits().batchTokensMax / width))]) {
        if (clock.now() >= until) return;
        const batch = padBatch(
          Array.from({ length: rows }, () => new Int32Array(width)),
          0,
          width,
        );
        await this.engine.run(batch, 0);
        const { runMs } = await this.engine.run(batch, 0);
        this.cost.observe(rows * width, runMs);
      }
    }
  }

  /** Finishes what was accepted, then ends the engine. */
  async close(deadlineMs: number): Promise<void> {
    const timeout = new AbortController();
    const { signal } = timeout;
    await Promise.race([this.queue.close(), sleep(deadlineMs, undefined, { signal }).catch(() => undefined)]);
    timeout.abort();
    this.engine.close();
    await this.tagger.forgetResults();
  }

  private async run(batch: PaddedBatch, expectedMs: number) {
    const { logits, runMs } = await this.engine.run(batch, expectedMs);
    const rowLength = batch.width * this.version.labels.length;
    const rows = Array.from({ length: batch.rows }, (_, row) =>
      logits.subarray(row * rowLength, (row + 1) * rowLength),
    );
    return { rows, runMs };
  }
}
