import type { OverviewHistory, OverviewSeries } from "@meridian/contracts/api";
import { Histogram } from "@meridian/contracts/measure";
import type { StoredFigures } from "../telemetry/index.ts";

export type HistorySpan = { fromMs: number; stepMs: number; steps: number };

/**
 * Series of each region and of all together. Percentiles come from merged histograms; a step in which nothing was
 * received is a gap, one without a request has a rate of 0 and no share.
 */
export function toHistory(
  rows: readonly StoredFigures[],
  regionIds: readonly string[],
  span: HistorySpan,
): OverviewHistory {
  const total = new Series(span);
  const byRegion = new Map(regionIds.map((id) => [id, new Series(span)]));
  for (const row of rows) {
    const region = byRegion.get(row.regionId);
    if (!region) continue;
    region.add(row);
    total.add(row);
  }
  return {
    from: new Date(span.fromMs),
    stepMs: span.stepMs,
    regions: [...byRegion].map(([id, series]) => ({ id, ...series.figures() })),
    total: total.figures(),
    successShare: total.successShare(),
  };
}

class Step {
  private requests = 0;
  private failed = 0;
  private isKnown = false;
  private readonly latency = new Histogram();

  add({ counters, latency }: StoredFigures): void {
    this.isKnown = true;
    this.requests += counters["requests"] ?? 0;
    this.failed += (counters["serverErrors"] ?? 0) + (counters["refused"] ?? 0);
    this.latency.mergeSparse(latency.sparse, latency.sumMs);
  }

  perSecond(stepMs: number): number | null {
    return this.isKnown ? (this.requests * 1000) / stepMs : null;
  }

  get counts(): { requests: number; failed: number } {
    return { requests: this.requests, failed: this.failed };
  }

  get p95Ms(): number | null {
    return this.latency.count > 0 ? this.latency.quantile(0.95) : null;
  }
}

class Series {
  private readonly steps: Step[];

  constructor(private readonly span: HistorySpan) {
    this.steps = Array.from({ length: span.steps }, () => new Step());
  }

  add(row: StoredFigures): void {
    const { fromMs, stepMs } = this.span;
    this.steps[Math.floor((row.at.getTime() - fromMs) / stepMs)]?.add(row);
  }

  figures(): OverviewSeries {
    return {
      requestsPerSecond: this.steps.map((step) => step.perSecond(this.span.stepMs)),
      successShare: this.steps.map(({ counts }) => successShare([counts])),
      p95Ms: this.steps.map(({ p95Ms }) => p95Ms),
    };
  }

  successShare(): number | null {
    return successShare(this.steps.map(({ counts }) => counts));
  }
}

function successShare(counts: readonly { requests: number; failed: number }[]): number | null {
  const requests = counts.reduce((sum, step) => sum + step.requests, 0);
  const failed = counts.reduce((sum, step) => sum + step.failed, 0);
  return requests > 0 ? 1 - Math.min(1, failed / requests) : null;
}
