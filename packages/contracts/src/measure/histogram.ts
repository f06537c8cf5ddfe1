/**
 * Latency histogram with fixed logarithmic buckets: Prometheus native histogram schema 5 over seconds.
 * Bucket i holds values in (2^((i-1)/32), 2^(i/32)] seconds; growth 2.2 %, so a quantile is at most 1.1 % off.
 * Merging is adding counts.
 */
const histogramSchema = 5;
const perOctave = 2 ** histogramSchema;
/** 10 µs and 120 s; values outside are counted in the first and last bucket. */
export const bucketIndexMin = Math.ceil(Math.log2(10e-6) * perOctave);
export const bucketIndexMax = Math.ceil(Math.log2(120) * perOctave);
export const bucketCount = bucketIndexMax - bucketIndexMin + 1;

/** Upper bound of bucket `index` in ms. */
export function bucketUpperMs(index: number): number {
  return 2 ** (index / perOctave) * 1000;
}

/** Index of the bucket that holds `ms`. */
export function bucketIndexOf(ms: number): number {
  const index = Math.ceil(Math.log2(ms / 1000) * perOctave - 1e-9);
  return ms > 0 ? Math.min(bucketIndexMax, Math.max(bucketIndexMin, index)) : bucketIndexMin;
}

/** Sparse form on the wire: index gaps and counts in turn, `[gap0, count0, gap1, count1, …]`; first gap from bucketIndexMin. */
export type SparseHistogram = number[];

export class Histogram {
  private readonly counts = new Float64Array(bucketCount);
  count = 0;
  sumMs = 0;

  /** Adds one value in ms (`times` times). Negative or NaN values are ignored. */
  record(ms: number, times = 1): void {
    if (!(ms >= 0)) return;
    const slot = bucketIndexOf(ms) - bucketIndexMin;
    this.counts[slot] = (this.counts[slot] ?? 0) + times;
    this.count += times;
    this.sumMs += ms * times;
  }

  /** Adds another histogram. */
  merge(other: Histogram): void {
    for (let slot = 0; slot < bucketCount; slot++) {
      this.counts[slot] = (this.counts[slot] ?? 0) + (other.counts[slot] ?? 0);
    }
    this.count += other.count;
    this.sumMs += other.sumMs;
  }

  /** Adds a sparse histogram. Throws RangeError when it reaches past the last bucket, or holds a negative number or half a gap. */
  mergeSparse(sparse: SparseHistogram, sumMs: number): void {
    let slot = 0;
    if (sparse.length % 2 !== 0) throw new RangeError("expected pairs of gap and count");
    for (let i = 0; i < sparse.length; i += 2) {
      const gap = sparse[i] ?? 0;
      const count = sparse[i + 1] ?? 0;
      slot += gap;
      if (!(Number.isInteger(gap) && gap >= 0 && count >= 0 && slot < bucketCount))
        throw new RangeError("bucket out of range");
      this.counts[slot] = (this.counts[slot] ?? 0) + count;
      this.count += count;
    }
    this.sumMs += sumMs;
  }

  toSparse(): SparseHistogram {
    const sparse: SparseHistogram = [];
    let last = 0;
    for (let slot = 0; slot < bucketCount; slot++) {
      const count = this.counts[slot] ?? 0;
      if (count === 0) continue;
      sparse.push(slot - last, count);
      last = slot;
    }
    return sparse;
  }

  /** Quantile in ms, `q` in [0, 1]; NaN when empty. The geometric middle of the bucket halves the worst error. */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(q * this.count));
    let seen = 0;
    for (let slot = 0; slot < bucketCount; slot++) {
      seen += this.counts[slot] ?? 0;
      if (seen >= rank) return 2 ** ((slot + bucketIndexMin - 0.5) / perOctave) * 1000;
    }
    return Number.NaN;
  }

  /** Values at most `ms`, counted by whole buckets. */
  countAtMost(ms: number): number {
    const last = bucketIndexOf(ms) - bucketIndexMin;
    let seen = 0;
    for (let slot = 0; slot <= last; slot++) seen += this.counts[slot] ?? 0;
    return seen;
  }

  reset(): void {
    this.counts.fill(0);
    this.count = 0;
    this.sumMs = 0;
  }
}
