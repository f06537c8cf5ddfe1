import { useLocale } from "next-intl";
import { useMemo } from "react";

/** A span of time in its largest whole unit, as people say it: 12 s, 3 min, 2 h, 5 d. */
type TimeSpan = { unit: "seconds" | "minutes" | "hours" | "days"; count: number };

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

/** Time that is left, in whole seconds rounded up: `0:09`, `12:30`, `1:05:00`. Nothing left is `0:00`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const end = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}

/** Formats a time to the second with its zone, in the person's language. */
export function useExactTime(): (at: Date) => string {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });
    return (at) => format.format(at);
  }, [locale]);
}
