/** Deterministic choices (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  number(limit: number): string {
    return String(1 + this.below(limit));
  }

  /** The parts with a chance of one in `n`, otherwise none. */
  maybe<T>(n: number, ...parts: readonly T[]): readonly T[] {
    return this.below(n) === 0 ? parts : [];
  }
}
