import type { BatchOutput } from "../inference/queue/batch-queue.ts";
import type { PaddedBatch } from "../inference/queue/padding.ts";
import type { FakeClock } from "./fake-clock.ts";

/** One engine that takes its batches in turn, in simulated time. */
export class SimulatedEngine {
  private readonly ends: { atMs: number; finish: () => void }[] = [];
  private freeAtMs = 0;

  /** `runMsOf` padded tokens; `hopMs` pass beside each run. */
  constructor(
    private readonly clock: FakeClock,
    private readonly runMsOf: (tokens: number) => number,
    private readonly hopMs = 0,
  ) {}

  run({ rows: count, width }: PaddedBatch): Promise<BatchOutput<number>> {
    const runMs = this.runMsOf(count * width);
    const occupiedMs = runMs + this.hopMs;
    this.freeAtMs = Math.max(this.freeAtMs, this.clock.now()) + occupiedMs;
    const atMs = this.freeAtMs;
    const rows = Array<number>(count).fill(0);
    return new Promise((resolve) => {
      this.ends.push({ atMs, finish: () => resolve({ rows, runMs, occupiedMs }) });
    });
  }

  get nextEndMs(): number {
    return this.ends[0]?.atMs ?? Infinity;
  }

  async finishNext(): Promise<void> {
    this.ends.shift()?.finish();
    await settle();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** mulberry32: the same numbers in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
