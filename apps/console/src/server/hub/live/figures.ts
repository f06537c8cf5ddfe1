import type { Histogram, WorkFigures } from "@meridian/contracts/measure";
import type { AgentLive } from "@meridian/contracts/wire";
import type { RecentCounts } from "./counter-ring.ts";

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

/** A node's work over the seconds of `recent`; gauges of an agent that is silent say nothing. */
export function workFigures(
  recent: RecentCounts | null,
  gauges: Readonly<Record<string, number>>,
): WorkFigures {
  const gauge = (name: string) => (recent ? (gauges[name] ?? null) : null);
  const padded = recent?.of("tokensPadded") ?? 0;
  return {
    tokensPerSecond: recent && figure(recent.of("tokensReal") / recent.seconds),
    paddingShare: recent && shareOf(padded - recent.of("tokensReal"), padded),
    cacheHitShare: recent && shareOf(recent.of("cacheHits"), recent.of("addresses")),
    queueLength: gauge("queueLength"),
    loopDelayMsP99: gauge("loopDelayMsP99"),
    rssBytes: gauge("rssBytes"),
    batchTokens: gauge("batchTokens"),
  };
}
