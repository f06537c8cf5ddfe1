const tenthsOfPercent = 1000;

/** Shares as percents with one decimal that add up to exactly 100, where there is anything to share. */
export function percentsOf(shares: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const values = [...shares.values()];
  const hasAny = values.some((value) => value > 0);
  const tenths = hasAny ? apportion(values, tenthsOfPercent) : values.map(() => 0);
  return new Map([...shares.keys()].map((id, index) => [id, (tenths[index] ?? 0) / 10]));
}

/** `33.3 %`, `50 %`. The space does not break. */
export function percentText(percent: number): string {
  return `${percent}\u00a0%`;
}

/** A share, 0–1, in tenths of a percent. */
export function shareText(share: number): string {
  return percentText(Math.round(share * 1000) / 10);
}

/** Whole parts of `total` in the proportions of `weights`, by largest remainder; alike when all weights are 0. */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (sum > 0 ? (total * weight) / sum : total / weights.length));
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((all, part) => all + part, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
