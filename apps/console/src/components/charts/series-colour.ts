const seriesCount = 8;

/** The colour of the series at `index`: the same on every page. */
export function seriesColour(index: number): string {
  return `var(--series-${(index % seriesCount) + 1})`;
}
