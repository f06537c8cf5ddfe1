import type { gatewayCounters, inferenceCounters } from "@meridian/contracts/wire";

export type CounterName = (typeof inferenceCounters)[number] | (typeof gatewayCounters)[number];

/** Sums over the last `seconds`. */
export type RecentCounts = { seconds: number; of: (name: CounterName) => number };

const retainedSeconds = 900;

/** Counts per second over the last 15 minutes. A second without a frame is a gap, not a zero. */
export class CounterRing {
  private readonly values: Float32Array;
  /** Which second a place holds; a place is reused after 15 minutes. */
  private readonly seconds = new Uint32Array(retainedSeconds);

  constructor(private readonly columns: number) {
    this.values = new Float32Array(retainedSeconds * columns);
  }

  /** Adds counts that arose evenly over the seconds `from` to `to`, both included. */
  add(from: number, to: number, counts: readonly number[]): void {
    const share = 1 / (to - from + 1);
    for (let second = from; second <= to; second++) {
      const start = this.open(second) * this.columns;
      counts.forEach((count, column) => {
        this.values[start + column] = (this.values[start + column] ?? 0) + count * share;
      });
    }
  }

  /** Sums over the seconds `from` to `to`, both included, and how many of them are not gaps. */
  sum(from: number, to: number): { counts: number[]; coveredSeconds: number } {
    const counts = new Array<number>(this.columns).fill(0);
    let coveredSeconds = 0;
    for (let second = from; second <= to; second++) {
      const place = second % retainedSeconds;
      if (this.seconds[place] !== second) continue;
      coveredSeconds++;
      for (let column = 0; column < this.columns; column++) {
        counts[column] = (counts[column] ?? 0) + (this.values[place * this.columns + column] ?? 0);
      }
    }
    return { counts, coveredSeconds };
  }

  /** Makes gaps of the seconds after `second`: what a clock that was set back left in the future would be counted twice. */
  forgetAfter(second: number): void {
    for (const [place, held] of this.seconds.entries()) if (held > second) this.seconds[place] = 0;
  }

  private open(second: number): number {
    const place = second % retainedSeconds;
    if (this.seconds[place] !== second) {
      this.seconds[place] = second;
      this.values.fill(0, place * this.columns, (place + 1) * this.columns);
    }
    return place;
  }
}
