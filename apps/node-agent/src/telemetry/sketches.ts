import { Histogram } from "@meridian/contracts/measure";
import { batchRowsBounds, type Stage, type StageHistogram } from "@meridian/contracts/wire";

type Sketch = { stage: Stage; version: string; delta: Histogram; sinceStart: Histogram };

/** Latency histograms per stage and version: since the last sending (telemetry) and since start (`/metrics`). */
export class Sketches {
  /** By version, then by stage: found for every request without making a key. */
  private readonly byVersion = new Map<string, Map<Stage, Sketch>>();

  record(stage: Stage, version: string, ms: number): void {
    const sketch = this.sketchOf(stage, version);
    sketch.delta.record(ms);
    sketch.sinceStart.record(ms);
  }

  /** What was recorded since each histogram was taken last; empty ones are left out. */
  take(withStages: boolean): StageHistogram[] {
    const taken: StageHistogram[] = [];
    for (const { stage, version, delta } of this.all()) {
      if (delta.count === 0 || (stage !== "total" && !withStages)) continue;
      taken.push({ stage, version, sparse: delta.toSparse(), sumMs: delta.sumMs });
      delta.reset();
    }
    return taken;
  }

  sinceStart(): { stage: Stage; version: string; histogram: Histogram }[] {
    return this.all().map(({ stage, version, sinceStart }) => ({
      stage,
      version,
      histogram: sinceStart,
    }));
  }

  /** Drops what was recorded of a version that is gone. */
  forget(version: string): void {
    this.byVersion.delete(version);
  }

  private all(): Sketch[] {
    return [...this.byVersion.values()].flatMap((byStage) => [...byStage.values()]);
  }

  private sketchOf(stage: Stage, version: string): Sketch {
    const byStage = this.byVersion.get(version) ?? new Map<Stage, Sketch>();
    const known = byStage.get(stage);
    if (known) return known;
    const sketch = { stage, version, delta: new Histogram(), sinceStart: new Histogram() };
    this.byVersion.set(version, byStage.set(stage, sketch));
    return sketch;
  }
}

/** How many sequences ran together, since start. */
export class BatchSizes {
  /** Batches by `batchRowsBounds`, each in one of them. */
  readonly counts: number[] = batchRowsBounds.map(() => 0);
  batches = 0;
  rows = 0;

  record(rows: number): void {
    const bound = batchRowsBounds.findIndex((most) => rows <= most);
    const index = bound < 0 ? batchRowsBounds.length - 1 : bound;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.batches++;
    this.rows += rows;
  }
}
