import { inferenceCounters, type Stage } from "@meridian/contracts";
import { Sketches } from "../telemetry/sketches.ts";

export type InferenceCounter = (typeof inferenceCounters)[number];

/** Counts since start and latency histograms of an inference node. */
export class InferenceMeter {
  readonly sketches = new Sketches();
  private readonly counts = new Map<InferenceCounter, number>(inferenceCounters.map((name) => [name, 0]));

  count(name: InferenceCounter, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  /** One request, by the status it was answered with. */
  countAnswer(status: number): void {
    this.count("requests");
    if (status < 400) this.count("ok");
    else if (status === 429) this.count("refused");
    else this.count(status < 500 ? "clientErrors" : "serverErrors");
  }

  countBatch({ real, padded }: { real: number; padded: number }): void {
    this.count("batches");
    this.count("tokensReal", real);
    this.count("tokensPadded", padded);
  }

  recordStages(version: string, stages: Iterable<readonly [Stage, number]>): void {
    for (const [stage, ms] of stages) this.sketches.record(stage, version, ms);
  }

  counters(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
