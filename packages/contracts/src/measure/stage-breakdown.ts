import { z } from "zod";

/** The stages that a request's time on a node is made of, in the order of `StageBand`'s sums. */
export const bandStages = ["accept", "queue", "tokenise", "run", "decode", "serialise", "remainder"] as const;
export type BandStage = (typeof bandStages)[number];
export type StageTimes = Readonly<Record<BandStage, number>>;

/** Two buckets per octave, 1 µs to 17 min: at most 61 per version. */
const bucketsPerOctave = 2;
const stageBandMin = -20;
const stageBandMax = 40;

/**
 * Inference nodes, every 10 s: version, bucket of the total, requests in it, and µs they spent in each of `bandStages`
 * (see StageBreakdown).
 */
export const StageBand = z.tuple([
  z.string().max(100),
  z.number().int().min(stageBandMin).max(stageBandMax),
  z.number().int().min(1),
  z.array(z.number().min(0).max(Number.MAX_SAFE_INTEGER)).length(bandStages.length),
]);
export type StageBand = z.infer<typeof StageBand>;

export type BandMean = { requests: number; totalMs: number; stagesMs: StageTimes };

type Band = { count: number; sumsUs: number[] };

/**
 * Time by stage, in bands of total latency. Merging is adding, so the merged bands of many nodes and frames show what the
 * slowest requests of all of them waited for.
 */
export class StageBreakdown {
  private readonly bands = new Map<number, Band>();

  record(stagesMs: StageTimes): void {
    const sumsUs = bandStages.map((stage) => Math.round(stagesMs[stage] * 1000));
    this.add(bandOf(sumsUs.reduce((sum, us) => sum + us, 0) / 1000), 1, sumsUs);
  }

  add(bucket: number, count: number, sumsUs: readonly number[]): void {
    const band = this.bands.get(bucket) ?? { count: 0, sumsUs: bandStages.map(() => 0) };
    this.bands.set(bucket, {
      count: band.count + count,
      sumsUs: band.sumsUs.map((us, i) => us + (sumsUs[i] ?? 0)),
    });
  }

  /** Gives all that was recorded and starts over. */
  take(version: string): StageBand[] {
    const taken = this.sorted().map(([bucket, { count, sumsUs }]): StageBand => [
      version,
      bucket,
      count,
      sumsUs,
    ]);
    this.bands.clear();
    return taken;
  }

  /**
   * Mean ms of each stage among the requests between two quantiles of the total; null when there are none. Of a bucket that
   * lies across an edge its share counts, so the stages always sum to `totalMs`.
   */
  mean(from: number, to: number): BandMean | null {
    const count = this.count;
    const sumsUs = bandStages.map(() => 0);
    const requests = (to - from) * count;
    if (requests <= 0) return null;
    let below = 0;
    for (const [, band] of this.sorted()) {
      const inside = Math.min(below + band.count, to * count) - Math.max(below, from * count);
      const share = Math.max(0, inside) / band.count;
      band.sumsUs.forEach((us, i) => (sumsUs[i] = (sumsUs[i] ?? 0) + us * share));
      below += band.count;
    }
    return meanOf(requests, sumsUs);
  }

  get count(): number {
    return [...this.bands.values()].reduce((sum, { count }) => sum + count, 0);
  }

  private sorted(): [number, Band][] {
    return [...this.bands].sort(([a], [b]) => a - b);
  }
}

/** Each version's bands merged, of any number of nodes and frames. */
export function breakdownByVersion(bands: readonly StageBand[]): Map<string, StageBreakdown> {
  const byVersion = new Map<string, StageBreakdown>();
  for (const [version, bucket, count, sumsUs] of bands) {
    const merged = byVersion.get(version) ?? new StageBreakdown();
    merged.add(bucket, count, sumsUs);
    byVersion.set(version, merged);
  }
  return byVersion;
}

function bandOf(totalMs: number): number {
  const bucket = Math.ceil(Math.log2(totalMs) * bucketsPerOctave);
  return Math.min(stageBandMax, Math.max(stageBandMin, bucket));
}

function meanOf(requests: number, sumsUs: readonly number[]): BandMean {
  const msOf = (stage: BandStage) => (sumsUs[bandStages.indexOf(stage)] ?? 0) / 1000 / requests;
  const stagesMs = Object.fromEntries(bandStages.map((stage) => [stage, msOf(stage)])) as StageTimes;
  return { requests, stagesMs, totalMs: sumsUs.reduce((sum, us) => sum + us, 0) / 1000 / requests };
}
