/** One row of a time chart: a value for each series' key, null where there is a gap. */
export type TimePoint = { atMs: number } & { [key: string]: number | null };
export type Series = { key: string; label: string; colour: string };
