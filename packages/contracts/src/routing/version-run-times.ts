import { SizedBaseline, sizeClassOf } from "./sized-baseline.ts";

const memoryMs = 600_000;
/** Enough that one pause of a machine does not reach the 95th percentile. */
const latestCount = 100;

/** How long one version of the model takes at one node: what is usual, by size of the batch, and the latest batches. */
export class VersionRunTimes {
  readonly runs = new SizedBaseline(0.5, memoryMs);
  private readonly sizeClasses = new Uint8Array(latestCount);
  private readonly times = new Float64Array(latestCount);
  private count = 0;

  /** One batch and how long its answer took without waiting in the node's queue. */
  answered(tokens: number, ms: number): void {
    const place = this.count++ % latestCount;
    this.sizeClasses[place] = sizeClassOf(tokens);
    this.times[place] = ms;
  }

  forgetLatest(): void {
    this.count = 0;
  }

  /** 95th percentile of the latest times, each ÷ the ms usual for its class of size; null while too few are known. */
  p95Slowness(usualMs: (sizeClass: number) => number): number | null {
    if (this.count < latestCount) return null;
    const ratios = this.times.map((ms, place) => ms / usualMs(this.sizeClasses[place] ?? 0));
    return ratios.sort()[0.95 * latestCount] ?? null;
  }
}
