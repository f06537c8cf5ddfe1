import type { WorkFigures } from "@meridian/contracts/measure";
import type { RecentCounts } from "./counter-ring.ts";
import { figure, shareOf } from "./figures.ts";

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
