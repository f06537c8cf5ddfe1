import type { LoadResult } from "./load-messages.ts";

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
  private readonly overheads: number[] = [];

  add({ statusCode, text, timing, intendedAt, sentAt }: Answer): void {
    this.endedAt = performance.now();
    if (statusCode === 429) this.refusals.push(this.endedAt - sentAt);
    else if (statusCode !== 200) this.failed++;
    else {
      this.latencies.push(this.endedAt - intendedAt);
      if (typeof timing === "string") this.overheads.push(overheadMs(timing));
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
    return {
      answered: this.answered,
      late: this.late,
      refused: this.refusals.length,
      failed: this.failed,
      elapsedMs: this.endedAt - this.startedAt,
      p50Ms: quantile(this.latencies, 0.5),
      p99Ms: quantile(this.latencies, 0.99),
      refusalMsP99: quantile(this.refusals, 0.99),
      overheadMsP50: quantile(this.overheads, 0.5),
    };
  }
}

function overheadMs(timing: string): number {
  const stage = (name: string) => Number(new RegExp(`\\b${name};dur=([\\d.]+)`).exec(timing)?.[1] ?? 0);
  return stage("total") - stage("run");
}

/** NaN of nothing. */
function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
}
