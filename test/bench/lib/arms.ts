/** Runs its work once and says how many units (addresses, requests) were done. */
export type Arm = () => Promise<number>;

/**
 * Units a second of each arm, round by round: all arms in turn, after one round to warm up. The machine drifts by itself,
 * so that only figures of one call can be compared, best round by round.
 */
export async function measureRounds<Name extends string>(
  arms: Record<Name, Arm>,
  rounds = 5,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(arms) as Name[];
  const rates = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const startedMs = performance.now();
      const units = await arms[name]();
      const rate = (units * 1000) / (performance.now() - startedMs);
      if (round > 0) rates[name].push(rate);
    }
  }
  return rates;
}

/** The median of each arm's rounds. */
export async function measure<Name extends string>(arms: Record<Name, Arm>): Promise<Record<Name, number>> {
  const rates = Object.entries<number[]>(await measureRounds(arms));
  return Object.fromEntries(rates.map(([name, of]) => [name, median(of)])) as Record<Name, number>;
}

/** How many times as fast one arm is as another: the median over the rounds that both ran in. */
export function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN)));
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
