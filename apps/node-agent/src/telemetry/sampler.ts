import { encode } from "@msgpack/msgpack";
import type { StageBand } from "@meridian/contracts/measure";
import type { GpuReading, StageHistogram, TelemetryFrame } from "@meridian/contracts/wire";
import type { Clock } from "../clock.ts";
import type { DataPlane } from "../data-plane.ts";

const stagesEveryMs = 10_000;
/** The stages' histograms and bands travel over this many frames, so that none exceeds 1 KB. */
const stageFrames = 5;

export type SamplerOptions = {
  plane: Pick<DataPlane, "sample">;
  clock: Clock;
  bootId: string;
  send: (frame: Uint8Array) => void;
};

/** Sends a telemetry frame at each interval while connected. */
export class Sampler {
  private readonly startedAt: number;
  private timer: NodeJS.Timeout | undefined;
  private seq = 0;
  private stagesAt = 0;
  private readonly stages = new Parts<StageHistogram>();
  private readonly bands = new Parts<StageBand>();
  private gpus: GpuReading[] | undefined;

  constructor(private readonly options: SamplerOptions) {
    this.startedAt = options.clock.now();
  }

  /** Drops latencies recorded while disconnected: an old spike would look new. */
  start(intervalMs: number): void {
    this.stop();
    this.gpus = this.options.plane.sample(true).gpus ?? this.gpus;
    this.stages.clear();
    this.bands.clear();
    this.stagesAt = this.options.clock.now();
    this.timer = setInterval(() => this.options.send(encode(this.frame())), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  frame(): TelemetryFrame {
    const { plane, clock, bootId } = this.options;
    const now = clock.now();
    const withStages = now - this.stagesAt >= stagesEveryMs;
    if (withStages) this.stagesAt = now;
    const { gauges, histograms, bands = [], gpus = this.gpus, ...parts } = plane.sample(withStages);
    const totals = histograms.filter(({ stage }) => stage === "total");
    if (withStages) {
      this.stages.add(histograms.filter(({ stage }) => stage !== "total"));
      this.bands.add(bands);
    }
    const stages = this.stages.take();
    const taken = this.bands.take();
    const hasRoom = stages.length === 0 && taken.length === 0;
    this.gpus = hasRoom ? undefined : gpus;
    return {
      bootId,
      seq: this.seq++,
      uptimeMs: Math.round(now - this.startedAt),
      ...parts,
      gauges: { rssBytes: process.memoryUsage.rss(), ...gauges },
      histograms: [...totals, ...stages],
      ...(taken.length > 0 ? { bands: taken } : {}),
      ...(hasRoom && gpus ? { gpus } : {}),
    };
  }
}

/** Items taken together and sent in `stageFrames` equal parts. */
class Parts<T> {
  private waiting: T[] = [];
  private perFrame = 0;

  add(items: readonly T[]): void {
    this.waiting.push(...items);
    this.perFrame = Math.ceil(this.waiting.length / stageFrames);
  }

  take(): T[] {
    return this.waiting.splice(0, this.perFrame);
  }

  clear(): void {
    this.waiting = [];
  }
}
