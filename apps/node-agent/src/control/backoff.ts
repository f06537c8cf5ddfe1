const firstMs = 1000;

/** Full jitter: anything up to the bound of this attempt (0-based), which doubles from 1 s to `maxMs`. */
export function fullJitterMs(attempt: number, maxMs: number, random: () => number = Math.random): number {
  return random() * Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
}

/** The plain doubling bound: 1 s, 2 s, … `maxMs`. */
export function doublingMs(attempt: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
}
