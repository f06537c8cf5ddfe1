import { bandStages, type StageBand, StageBreakdown, type StageTimes } from "@meridian/contracts/measure";
import { inferenceCounters } from "@meridian/contracts/wire";
import { BatchSizes, Sketches } from "../telemetry/sketches.ts";

export type InferenceCounter = (typeof inferenceCounters)[number];

/** Counts since start and latency histograms of an inference node. */
export class InferenceMeter {
  readonly sketches = new Sketches();
  readonly batchSizes = new BatchSizes();
  private readonly bands = new Map<string, StageBreakdown>();
  private tests: InferenceMeter | null = null;
  private readonly counts = new Map<InferenceCounter, number>(inferenceCounters.map((name) => [name, 0]));

  /** Where one request is counted: the console's own in a meter of their own, of which only their number is told. */
  of({ isTest = false }: { isTest?: boolean }): InferenceMeter {
    if (!isTest) return this;
    return (this.tests ??= new InferenceMeter());
  }

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

  countBatch({ rows, real, padded }: { rows: number; real: number; padded: number }): void {
    this.batchSizes.record(rows);
    this.count("batches");
    this.count("tokensReal", real);
    this.count("tokensPadded", padded);
  }

  /** Where one answered request's time went. */
  recordStages(version: string, stagesMs: StageTimes, totalMs: number): void {
    for (const stage of bandStages) this.sketches.record(stage, version, stagesMs[stage]);
    this.sketches.record("total", version, totalMs);
    const bands = this.bands.get(version) ?? new StageBreakdown();
    this.bands.set(version, bands);
    bands.record(stagesMs);
  }

  /** What was recorded since the bands were taken last. */
  takeBreakdown(): StageBand[] {
    return [...this.bands].flatMap(([version, bands]) => bands.take(version));
  }

  counters(): Record<string, number> {
    const testRequests = this.tests?.counts.get("requests") ?? 0;
    return { ...Object.fromEntries(this.counts), testRequests };
  }
}
