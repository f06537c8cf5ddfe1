const seriesCount = 8;

/** One row of a time chart: a value for each series' key, null where there is a gap. */
export type TimePoint = { atMs: number } & { [key: string]: number | null };
export type Series = { key: string; label: string; colour: string };

/** The colour of the series at `index`: the same on every page. */
export function seriesColour(index: number): string {
  return `var(--series-${(index % seriesCount) + 1})`;
}
