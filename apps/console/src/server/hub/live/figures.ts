import type { Histogram } from "@meridian/contracts/measure";
import type { AgentLive } from "@meridian/contracts/wire";

/** Figures are sent with four digits: more is noise that would make every value look changed. */
export function figure(value: number): number {
  return Number(value.toPrecision(4));
}

export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? figure(Math.min(1, part / whole)) : null;
}

export function percentiles(latency: Histogram): Pick<AgentLive, "p50Ms" | "p95Ms" | "p99Ms"> {
  const at = (q: number) => (latency.count > 0 ? figure(latency.quantile(q)) : null);
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
