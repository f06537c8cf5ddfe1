import { useCallback } from "react";
import { useIsMounted } from "../use-is-mounted.ts";

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

/** ISO 8601 to the second, with the zone that is this many minutes ahead of UTC: `2026-02-03T17:04:05+08:00`. */
export function isoTime(at: Date, offsetMinutes: number): string {
  const local = new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19);
  if (offsetMinutes === 0) return `${local}Z`;
  const minutes = Math.abs(offsetMinutes);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${local}${offsetMinutes < 0 ? "-" : "+"}${hours}:${rest}`;
}

/**
 * Writes a time in the browser's zone. Until the page is mounted in UTC: the server does not know the zone, and another text than
 * the server's would break the hydration.
 */
export function useExactTime(): (at: Date) => string {
  const isMounted = useIsMounted();
  return useCallback((at) => isoTime(at, isMounted ? -at.getTimezoneOffset() : 0), [isMounted]);
}
