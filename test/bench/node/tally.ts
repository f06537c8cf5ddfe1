import { monitorEventLoopDelay } from "node:perf_hooks";
import { quantile } from "../lib/quantile.ts";
import type { LoadResult } from "./load-messages.ts";

const resolutionMs = 10;

type Answer = {
  statusCode: number;
  text: string;
  timing: string | string[] | undefined;
  intendedAt: number;
  sentAt: number;
};

/** What became of the requests of one load. */
export class Tally {
  private readonly startedAt = performance.now();
  private endedAt = this.startedAt;
  private answered = 0;
  private late = 0;
  private failed = 0;
  private readonly latencies: number[] = [];
  private readonly refusals: number[] = [];
  private readonly refusalsOfServer: number[] = [];
  private readonly overheads: number[] = [];
  private readonly loopDelay = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.loopDelay.enable();
  }

  add({ statusCode, text, timing, intendedAt, sentAt }: Answer): void {
    this.endedAt = performance.now();
    const spentMs = stageTimes(timing);
    if (statusCode === 429) {
      this.refusals.push(this.endedAt - sentAt);
      if (spentMs) this.refusalsOfServer.push(spentMs("total"));
    } else if (statusCode !== 200) this.failed++;
    else {
      this.latencies.push(this.endedAt - intendedAt);
      if (spentMs) this.overheads.push(spentMs("total") - spentMs("run"));
      const { results } = JSON.parse(text) as { results: object[] };
      const good = results.filter((result) => "elements" in result).length;
      this.answered += good;
      this.late += results.length - good;
    }
  }

  fail(): void {
    this.failed++;
  }

  result(): LoadResult {
    this.loopDelay.disable();
    return {
      answered: this.answered,
      late: this.late,
      refused: this.refusals.length,
      failed: this.failed,
      elapsedMs: this.endedAt - this.startedAt,
      p50Ms: quantile(this.latencies, 0.5),
      p99Ms: quantile(this.latencies, 0.99),
      refusalMsP99: quantile(this.refusals, 0.99),
      refusalServerMsP99: quantile(this.refusalsOfServer, 0.99),
      overheadMsP50: quantile(this.overheads, 0.5),
      loopDelayMsP99: Math.max(0, this.loopDelay.percentile(99) / 1e6 - resolutionMs),
    };
  }
}

/** Ms by stage of a Server-Timing header; null where a server sends none. */
function stageTimes(timing: Answer["timing"]): ((stage: string) => number) | null {
  if (typeof timing !== "string") return null;
  return (stage) => Number(new RegExp(`\\b${stage};dur=([\\d.]+)`).exec(timing)?.[1] ?? 0);
}
