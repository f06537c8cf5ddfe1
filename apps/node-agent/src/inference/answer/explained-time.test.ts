import { join } from "node:path";
import { decode, encode } from "@msgpack/msgpack";
import { type BandStage, bandStages, StageBreakdown, type StageTimes } from "@meridian/contracts/measure";
import { TelemetryFrame } from "@meridian/contracts/wire";
import { createEncoder, type Encoder, type ModelVersion, readModelVersion } from "@meridian/model";
import fc from "fast-check";
import { pino } from "pino";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Sampler } from "../../telemetry/sampler.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { bundledModelsDir, describeModel, testAgent, testSnapshot } from "../../testing/inference-fixture.ts";
import { startNode } from "../../testing/serving-node.ts";
import { until } from "../../testing/until.ts";
import { BatchQueue } from "../queue/batch-queue.ts";
import { CostModel } from "../queue/cost-model.ts";
import { InferenceMeter } from "../inference-meter.ts";
import type { PaddedBatch } from "../queue/padding.ts";
import { ParseService } from "./parse-service.ts";
import { ResultCache } from "./result-cache.ts";
import { type Span, Tagger } from "./tagger.ts";

const delayed = bandStages.filter((stage) => stage !== "remainder");
type DelayedStage = Exclude<BandStage, "remainder">;
type Delays = Readonly<Record<DelayedStage, number>>;

const stringify = JSON.stringify;
const fleetingDeadlineMs = 100_000_000;

/** A node whose clock moves only where a stage's own work is done: encoder, engine, cache and JSON take as long as told. */
class ClockworkNode {
  private readonly clock = new FakeClock();
  private readonly meter = new InferenceMeter();
  private readonly service: ParseService;
  private delays: Delays = { accept: 0, queue: 0, tokenise: 0, run: 0, decode: 0, serialise: 0 };

  constructor(model: Awaited<ReturnType<typeof describeModel>>, version: ModelVersion) {
    const { clock, meter } = this;
    const real = createEncoder(version);
    const encoder: Encoder = {
      padId: real.padId,
      encode: (text) => real.encode(text),
      encodeWindows: (text) => this.after("tokenise", () => real.encodeWindows(text)),
    };
    const queue = new BatchQueue<Float32Array>({
      clock,
      cost: new CostModel(),
      limits: () => ({ batchTokensMax: 256, queueLengthMax: 1000 }),
      padId: encoder.padId,
      widthMax: 128,
      engines: 1,
      run: (batch) => this.run(batch, version.labels.length),
    });
    const sizeOf = (spans: readonly Span[]) => this.after("decode", () => spans.length);
    const nothingStays = 1;
    const cache = new ResultCache(nothingStays, sizeOf);
    const tagger = new Tagger({ versionKey: "v", labels: version.labels, encoder, queue, cache, clock });
    const slots = { choose: () => ({ tagger, model }) };
    const logger = pino({ level: "silent" });
    this.service = new ParseService({ agent: () => testAgent, slots, meter, clock, logger });
    vi.spyOn(JSON, "stringify").mockImplementation((value: unknown) =>
      this.after("serialise", () => stringify(value)),
    );
  }

  /** Answers one address, each stage taking its time. */
  async answer(delays: Delays): Promise<void> {
    this.delays = delays;
    const receivedAt = this.clock.now();
    this.clock.advance(delays.accept);
    await this.service.parse({
      requestId: "r",
      receivedAt,
      addresses: ["杭州市文一路9号"],
      version: undefined,
      deadlineMs: fleetingDeadlineMs,
      priority: "interactive",
      isExplained: false,
      include: null,
      signal: new AbortController().signal,
    });
  }

  /** The bands as the console puts them together from frames. */
  bands(): StageBreakdown {
    const { meter, clock } = this;
    const sample = (withStages: boolean) => ({
      counters: {},
      gauges: {},
      histograms: [],
      ...(withStages ? { bands: meter.takeBreakdown() } : {}),
    });
    const sampler = new Sampler({ plane: { sample }, clock, bootId: "b", send: () => undefined });
    const bands = new StageBreakdown();
    for (let second = 0; second < 20; second++) {
      clock.advance(1000);
      const frame = TelemetryFrame.parse(decode(encode(sampler.frame())));
      for (const [, bucket, count, sumsUs] of frame.bands ?? []) bands.add(bucket, count, sumsUs);
    }
    return bands;
  }

  private after<T>(stage: DelayedStage, work: () => T): T {
    this.clock.advance(this.delays[stage]);
    return work();
  }

  /** The engine is at something else first. */
  private async run({ rows, width }: PaddedBatch, labels: number) {
    this.clock.advance(this.delays.queue);
    this.clock.advance(this.delays.run);
    const runMs = this.delays.run;
    const logits = Array.from({ length: rows }, () => new Float32Array(width * labels));
    return { rows: logits, runMs, occupiedMs: runMs };
  }
}

describe("the bands of a node", () => {
  let version: ModelVersion;
  let model: Awaited<ReturnType<typeof describeModel>>;
  beforeAll(async () => {
    const folder = join(bundledModelsDir, "compact");
    version = await readModelVersion(folder, { verify: false });
    model = await describeModel(folder);
  });
  afterEach(() => void vi.restoreAllMocks());

  /** Times of a quick request, a little different for each. */
  const usual = (i: number): Delays => ({
    accept: 0.2 + (i % 3) / 10,
    queue: (i % 7) / 10,
    tokenise: 0.1,
    run: 5 + (i % 11) / 10,
    decode: 0.1 + (i % 2) / 10,
    serialise: 0.05,
  });
  const toleranceMs = (delayMs: number) => Math.max(2, 0.05 * delayMs);

  async function bandsOf(times: readonly Delays[]): Promise<StageBreakdown> {
    const node = new ClockworkNode(model, version);
    for (const delays of times) await node.answer(delays);
    return node.bands();
  }

  function expectFound(stage: BandStage, delayMs: number, from: StageTimes, to: StageTimes): void {
    for (const one of bandStages) {
      const foundMs = to[one] - from[one];
      const expectedMs = one === stage ? delayMs : 0;
      expect(Math.abs(foundMs - expectedMs), `${one}: ${foundMs} ms`).toBeLessThanOrEqual(
        toleranceMs(delayMs),
      );
    }
  }

  it.each(delayed.flatMap((stage) => [5, 40, 2000].map((delayMs) => ({ stage, delayMs }))))(
    "show where one request of ten waits: $delayMs ms in $stage",
    async ({ stage, delayMs }) => {
      const bands = await bandsOf(
        Array.from({ length: 200 }, (_, i) => {
          const times = usual(i);
          return i % 10 === 3 ? { ...times, [stage]: times[stage] + delayMs } : times;
        }),
      );
      const [most, slowest] = [bands.mean(0, 0.9), bands.mean(0.95, 1)];
      if (!most || !slowest) throw new Error("expected requests in both bands");
      expectFound(stage, delayMs, most.stagesMs, slowest.stagesMs);
    },
  );

  it("show any delay that all requests have, and leave nothing unexplained", async () => {
    const ms = fc.integer({ min: 0, max: 500_000 }).map((us) => us / 1000);
    const times = fc.record({ accept: ms, queue: ms, tokenise: ms, run: ms, decode: ms, serialise: ms });
    const delay = fc.integer({ min: 1, max: 5_000_000 }).map((us) => us / 1000);
    const stages = fc.constantFrom(...delayed);
    const requests = fc.array(times, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(requests, stages, delay, async (clean, stage, delayMs) => {
        const slow = clean.map((one) => ({ ...one, [stage]: one[stage] + delayMs }));
        const [before, after] = [await bandsOf(clean), await bandsOf(slow)];
        const [from, to] = [before.mean(0, 1), after.mean(0, 1)];
        if (!from || !to) throw new Error("expected requests in both bands");
        expectFound(stage, delayMs, from.stagesMs, to.stagesMs);
        expect(to.stagesMs.remainder).toBeLessThan(0.001);
      }),
      { numRuns: 50 },
    );
  });
});

it("a node with a real engine leaves under a twentieth of a request's time unexplained", async () => {
  const limits = { batchTokensMax: 256, queueLengthMax: 1000, cacheBytes: 0, deadlineMsDefault: 600_000 };
  const model = await describeModel(join(bundledModelsDir, "compact"));
  const node = await startNode(testSnapshot([model], { limits }));
  await until("ready", async () => (await fetch(`${node.url}/readyz`)).ok);
  const shares: number[] = [];
  for (let i = 0; i < 41; i++) {
    const addresses = Array.from({ length: 8 }, (_, j) => `杭州市${"文一西路".repeat(1 + ((i + j) % 5))}9号`);
    const answer = await node.parse(addresses);
    const timing = answer.headers.get("server-timing") ?? "";
    const [, remainder, total] = /remainder;dur=([\d.]+), total;dur=([\d.]+)$/.exec(timing) ?? [];
    shares.push(Number(remainder) / Number(total));
    await answer.arrayBuffer();
  }
  await node.stop();
  // The median: whoever else uses the machine may stop any one request anywhere.
  expect(shares.sort((a, b) => a - b)[20]).toBeLessThan(0.05);
});
