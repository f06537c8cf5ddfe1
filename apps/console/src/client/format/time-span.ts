/** A span of time in its largest whole unit, as people say it: 12 s, 3 min, 2 h, 5 d. */
export type TimeSpan = { unit: "seconds" | "minutes" | "hours" | "days"; count: number };

const units = [
  { unit: "days", ms: 86_400_000 },
  { unit: "hours", ms: 3_600_000 },
  { unit: "minutes", ms: 60_000 },
] as const;

export function timeSpan(ms: number): TimeSpan {
  const larger = units.find((entry) => ms >= entry.ms);
  if (larger) return { unit: larger.unit, count: Math.floor(ms / larger.ms) };
  return { unit: "seconds", count: Math.max(0, Math.floor(ms / 1000)) };
}
