/** Runs its work once and says how many units (addresses, requests) were done. */
export type Arm = () => Promise<number>;

const rounds = 5;

/**
 * Units a second of each arm: all arms in turn, five rounds after one to warm up, the median of each. The machine
 * drifts by itself, so that only figures of one call can be compared.
 */
export async function measure<Name extends string>(arms: Record<Name, Arm>): Promise<Record<Name, number>> {
  const names = Object.keys(arms) as Name[];
  const rates = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const startedMs = performance.now();
      const units = await arms[name]();
      const rate = (units * 1000) / (performance.now() - startedMs);
      if (round > 0) rates.get(name)?.push(rate);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(rates.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
