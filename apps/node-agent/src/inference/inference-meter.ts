import { bandStages, type StageBand, StageBreakdown, type StageTimes } from "@meridian/contracts/measure";
import { inferenceCounters } from "@meridian/contracts/wire";
import { BatchSizes, Sketches } from "../telemetry/sketches.ts";

export type InferenceCounter = (typeof inferenceCounters)[number];
type Counts = Record<InferenceCounter, number>;

/** What no version served: bodies that cannot be read, versions that nobody knows. */
export const noVersion = "";
/** A version's figures stay this long after it is unloaded, so that what was counted last is still scraped. */
const keptMs = 120_000;

/** One version's counts since it was loaded. */
type VersionFigures = {
  counts: Counts;
  batchSizes: BatchSizes;
  bands: StageBreakdown;
  heldAtMs: number | null;
};

/** Counts since start and latency histograms of an inference node, in all and by the version that served. */
export class InferenceMeter {
  readonly sketches = new Sketches();
  readonly batchSizes = new BatchSizes();
  private readonly total = noCounts();
  private readonly versions = new Map<string, VersionFigures>();
  private tests: InferenceMeter | null = null;

  /** Where one request is counted: the console's own in a meter of their own, of which only their number is told. */
  of({ isTest = false }: { isTest?: boolean }): InferenceMeter {
    if (!isTest) return this;
    return (this.tests ??= new InferenceMeter());
  }

  count(name: InferenceCounter, version: string, by = 1): void {
    this.total[name] += by;
    this.figuresOf(version).counts[name] += by;
  }

  /** One request, by the status it was answered with and the version that answered. */
  countAnswer(status: number, version: string): void {
    this.count("requests", version);
    if (status < 400) this.count("ok", version);
    else if (status === 429) this.count("refused", version);
    else this.count(status < 500 ? "clientErrors" : "serverErrors", version);
  }

  countBatch(version: string, { rows, real, padded }: { rows: number; real: number; padded: number }): void {
    this.batchSizes.record(rows);
    this.figuresOf(version).batchSizes.record(rows);
    this.count("batches", version);
    this.count("tokensReal", version, real);
    this.count("tokensPadded", version, padded);
  }

  /** Where one answered request's time went. */
  recordStages(version: string, stagesMs: StageTimes, totalMs: number): void {
    for (const stage of bandStages) this.sketches.record(stage, version, stagesMs[stage]);
    this.sketches.record("total", version, totalMs);
    this.figuresOf(version).bands.record(stagesMs);
  }

  /** What was recorded since the bands were taken last. */
  takeBreakdown(): StageBand[] {
    return [...this.versions].flatMap(([version, { bands }]) => bands.take(version));
  }

  counters(): Record<string, number> {
    return { ...this.total, testRequests: this.testRequests };
  }

  /** By version; a version in `shown` stands there even if nothing was counted of it. */
  byVersion(shown: readonly string[] = []): { version: string; counts: Counts; batchSizes: BatchSizes }[] {
    for (const version of shown) this.figuresOf(version);
    return [...this.versions].map(([version, { counts, batchSizes }]) => {
      const testRequests = version === noVersion ? this.testRequests : 0;
      return { version, counts: { ...counts, testRequests }, batchSizes };
    });
  }

  /** Forgets versions that the node has not held for a while: it may see any number of them in its life. */
  keepOnly(held: ReadonlySet<string>, nowMs: number): void {
    this.tests?.keepOnly(held, nowMs);
    for (const [version, figures] of this.versions) {
      if (version === noVersion || held.has(version)) figures.heldAtMs = nowMs;
      else if (nowMs - (figures.heldAtMs ??= nowMs) > keptMs) {
        this.versions.delete(version);
        this.sketches.forget(version);
      }
    }
  }

  private get testRequests(): number {
    return this.tests?.total.requests ?? 0;
  }

  private figuresOf(version: string): VersionFigures {
    const known = this.versions.get(version);
    if (known) return known;
    const counts = noCounts();
    const figures = {
      counts,
      batchSizes: new BatchSizes(),
      bands: new StageBreakdown(),
      heldAtMs: null,
    };
    this.versions.set(version, figures);
    return figures;
  }
}

function noCounts(): Counts {
  return Object.fromEntries(inferenceCounters.map((name) => [name, 0])) as Counts;
}
