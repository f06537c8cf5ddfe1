import type { AgentRole, Presence } from "@meridian/contracts/fleet";
import { Histogram } from "@meridian/contracts/measure";
import {
  type AgentLive,
  gatewayCounters,
  inferenceCounters,
  type StageHistogram,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import type { NodeWork } from "../../domains/agent-link.ts";
import type { TelemetrySeries } from "../../domains/telemetry/index.ts";
import { type CounterName, CounterRing, type RecentCounts } from "./counter-ring.ts";
import { figure, percentiles, shareOf, workFigures } from "./figures.ts";
import { FrameTimes, type Placed } from "./frame-times.ts";
import { HistogramRing } from "./histogram-ring.ts";
import { PickWindow } from "./pick-window.ts";
import { ReadyWatch } from "./ready-watch.ts";
import { WorkRing } from "./work-ring.ts";

export type SeriesAgent = { id: string; regionId: string; role: AgentRole };
export type PresenceLimits = { staleAfterMs: number; offlineAfterMs: number };

/** Live figures look back this far. */
const liveWindowMs = 10_000;
const keyDemandSeconds = 600;
/** The rings hold no more than this: an older frame would take a newer one's place. */
const forgottenAfterMs = 890_000;
const mebibyte = 2 ** 20;
const historyPoints = 60;
const historyStepSeconds = 15;

/** The last 15 minutes of one agent, by the time at which the hub received them. */
export class AgentSeries implements TelemetrySeries {
  private readonly names: readonly CounterName[];
  private readonly histograms = new HistogramRing();
  private readonly ring: CounterRing;
  /** Gateways: which nodes they picked. */
  readonly picks = new PickWindow();
  /** Nodes: whether they are as ready as they were. */
  readonly ready = new ReadyWatch();
  private readonly work = new WorkRing();
  private readonly times = new FrameTimes();
  gauges: Readonly<Record<string, number>> = {};
  lastFrameAtMs: number | null = null;
  /** It applied a newer snapshot than the database holds. */
  isAhead = false;
  /** The agent said goodbye and has sent nothing since. */
  hasLeft = false;
  private recent: { atMs: number; totals: StageHistogram[] }[] = [];
  private previous: TelemetryFrame | null = null;

  constructor(
    readonly agent: SeriesAgent,
    private readonly limits: PresenceLimits,
    /** When it was last seen before this console started. */
    private readonly seenBeforeMs: number | null,
  ) {
    this.names = agent.role === "gateway" ? gatewayCounters : inferenceCounters;
    this.ring = new CounterRing(this.names.length);
  }

  record(frame: TelemetryFrame, nowMs: number): void {
    const placed = this.times.place(frame, nowMs);
    const { atMs } = placed;
    const totals = frame.histograms.filter(({ stage }) => stage === "total");
    for (const { version, sparse, sumMs } of totals) this.histograms.add(atMs, version, sparse, sumMs);
    this.recent = [...this.recent.filter((one) => one.atMs > nowMs - liveWindowMs), { atMs, totals }];
    this.recordCounters(frame, placed, nowMs);
    this.work.record(frame, nowMs);
    if (frame.targets) this.picks.record(frame, nowMs);
    this.gauges = frame.gauges;
    this.previous = frame;
    this.lastFrameAtMs = nowMs;
    this.hasLeft = false;
  }

  /**
   * The clock by which frames are received was moved to `nowMs`. Times are moved with it: nobody falls silent. What the rings
   * hold of times that are yet to come is dropped.
   */
  moveClock(movedMs: number, nowMs: number): void {
    this.times.move(movedMs);
    if (this.lastFrameAtMs !== null) this.lastFrameAtMs += movedMs;
    for (const one of this.recent) one.atMs += movedMs;
    this.picks.moveClock(movedMs);
    this.ring.forgetAfter(Math.floor(nowMs / 1000));
    this.histograms.forgetAfter(nowMs);
    this.work.forgetAfter(nowMs);
  }

  presence(nowMs: number): Presence {
    const seenAtMs = this.lastFrameAtMs ?? this.seenBeforeMs;
    if (seenAtMs === null) return "never";
    if (this.hasLeft || this.lastFrameAtMs === null) return "offline";
    const ageMs = nowMs - seenAtMs;
    if (ageMs < this.limits.staleAfterMs) return "live";
    return ageMs < this.limits.offlineAfterMs ? "stale" : "offline";
  }

  live(nowMs: number): AgentLive {
    const rates = this.recentCounts(nowMs);
    const latency = this.recentLatency(nowMs);
    const seenAtMs = this.lastFrameAtMs ?? this.seenBeforeMs;
    const gauge = (name: string) => (rates ? (this.gauges[name] ?? null) : null);
    const rssBytes = gauge("rssBytes");
    const tokensPerSecondMax = gauge("tokensPerSecondMax");
    return {
      id: this.agent.id,
      presence: this.presence(nowMs),
      ...(this.isAhead ? { isAhead: true as const } : {}),
      ageMs: seenAtMs === null ? null : Math.max(0, nowMs - seenAtMs),
      requestsPerSecond: rates && figure(rates.of("requests") / rates.seconds),
      errorShare: rates && shareOf(rates.of("serverErrors") + rates.of("refused"), rates.of("requests")),
      ...percentiles(latency),
      queueLength: gauge("queueLength"),
      inFlight: gauge("inFlight"),
      cacheHitShare: rates && shareOf(rates.of("cacheHits"), rates.of("addresses")),
      rssBytes: rssBytes && Math.round(rssBytes / mebibyte) * mebibyte,
      tokensPerSecond:
        rates && this.agent.role === "inference" ? figure(rates.of("tokensPadded") / rates.seconds) : null,
      tokensPerSecondMax: tokensPerSecondMax && figure(tokensPerSecondMax),
    };
  }

  /** Null for a gateway, and when no frame came since this console started. */
  workOver(minutes: number, nowMs: number): NodeWork | null {
    const { agent, lastFrameAtMs: receivedAtMs } = this;
    if (agent.role === "gateway" || receivedAtMs === null) return null;
    const now = workFigures(this.recentCounts(nowMs), this.gauges);
    return { receivedAtMs, ...this.work.over(minutes, nowMs), now };
  }

  /** Requests a second over the last 15 minutes, a point per 15 s, oldest first; null where nothing was received. */
  history(nowMs: number): (number | null)[] {
    const end = Math.floor(nowMs / 1000 / historyStepSeconds) * historyStepSeconds;
    const column = this.names.indexOf("requests");
    return Array.from({ length: historyPoints }, (_, point) => {
      const from = end - (historyPoints - point) * historyStepSeconds;
      const { counts, coveredSeconds } = this.ring.sum(from, from + historyStepSeconds - 1);
      return coveredSeconds > 0 ? figure((counts[column] ?? 0) / coveredSeconds) : null;
    });
  }

  mergeLatencies(into: Map<string, Histogram>, fromMs: number, toMs: number): void {
    this.histograms.mergeInto(into, fromMs, toMs);
  }

  countersBetween(fromMs: number, toMs: number): Record<string, number> | null {
    const { counts, coveredSeconds } = this.ring.sum(fromMs / 1000, toMs / 1000 - 1);
    if (coveredSeconds === 0) return null;
    return Object.fromEntries(this.names.map((name, column) => [name, Math.round(counts[column] ?? 0)]));
  }

  /** Sums over the last whole seconds; null when they are all gaps. */
  recentCounts(nowMs: number): RecentCounts | null {
    const last = Math.floor(nowMs / 1000) - 1;
    const { counts, coveredSeconds } = this.ring.sum(last - liveWindowMs / 1000 + 1, last);
    if (coveredSeconds === 0) return null;
    return { seconds: coveredSeconds, of: (name) => counts[this.names.indexOf(name)] ?? 0 };
  }

  /** Of a gateway: requests, and those without a valid API key. */
  keyDemand(nowMs: number): { requests: number; withoutKey: number } {
    const last = Math.floor(nowMs / 1000) - 1;
    const { counts } = this.ring.sum(last - keyDemandSeconds + 1, last);
    const of = (name: CounterName) => Math.round(counts[this.names.indexOf(name)] ?? 0);
    return { requests: of("requests"), withoutKey: of("withoutKey") };
  }

  recentLatency(nowMs: number): Histogram {
    const merged = new Histogram();
    for (const { atMs, totals } of this.recent) {
      if (atMs <= nowMs - liveWindowMs) continue;
      for (const { sparse, sumMs } of totals) merged.mergeSparse(sparse, sumMs);
    }
    return merged;
  }

  /**
   * Counters only rise while a process lives, so a lost frame loses no count: the difference is spread over the seconds
   * since the frame before. A difference over a longer silence cannot be placed in time and is left out, as is what an
   * agent counted before this console first saw it.
   */
  private recordCounters(frame: TelemetryFrame, { atMs, before }: Placed, nowMs: number): void {
    const { previous, lastFrameAtMs } = this;
    if (!previous || lastFrameAtMs === null || nowMs - atMs >= forgottenAfterMs) return;
    // Of a new process the arrival alone tells when it began to count.
    const silentMs = before ? before.sinceMs : nowMs - lastFrameAtMs;
    if (silentMs >= this.limits.offlineAfterMs) return;
    const counted = before ? previous.counters : {};
    const counts = this.names.map((name) => Math.max(0, (frame.counters[name] ?? 0) - (counted[name] ?? 0)));
    const second = Math.floor(atMs / 1000);
    this.ring.add(Math.min(second, Math.floor((before?.atMs ?? lastFrameAtMs) / 1000) + 1), second, counts);
  }

  /** The hub's clock was moved: nobody has been silent for that long, nor heard so lately. */
}
