import type { Evidence } from "../ejection.ts";
import { slownessTolerated } from "../health-factor.ts";
import type { SlownessTracker } from "../slowness-tracker.ts";

/** Shorter absences leave a node warm, unless its process restarted. */
const coolsAfterMs = 10_000;
/** Slow start: a node that came back cold has its whole weight again after this long, and never less than `floor` of it. */
const fullAfterMs = 60_000;
const floor = 0.1;
const slowWords = { service: "runs take", network: "the way takes", stall: "silence lasts" } as const;

/** The latest judgement of one node: whether it is out of rotation and why, and since when it is slow or warms up. */
export class Verdict {
  private slowSinceMs: number | null = null;
  private out: Evidence | null = null;
  private warmingSinceMs: number | null = null;

  constructor(private readonly tracker: SlownessTracker) {}

  /** Takes note of the node's slowness: `slow` tells since when it has been slow. */
  judgeSlowness(nowMs: number): void {
    this.tracker.judge(nowMs);
    if (this.slowness(nowMs) <= slownessTolerated) this.slowSinceMs = null;
    else this.slowSinceMs ??= nowMs;
  }

  /**
   * Takes note of why the node is out of rotation, or of null for in; a return may begin a slow start. True when the
   * reason changed.
   */
  settle(out: Evidence | null, nowMs: number): boolean {
    const before = this.out;
    if (!out && before && isCold(before, nowMs)) this.warmingSinceMs = nowMs;
    // The speed of the process that is gone says nothing about the new one.
    if (!out && before?.isRestart) this.tracker.forget();
    const isStillOut = out !== null && before !== null;
    this.out = isStillOut
      ? { ...out, sinceMs: before.sinceMs, isRestart: out.isRestart || before.isRestart }
      : out;
    return before?.rule !== this.out?.rule;
  }

  /** Why the node is out of rotation; null while in. */
  get outOfRotation(): Evidence | null {
    return this.out;
  }

  /** How many times slower than usual the node is; 1 at its usual speed. */
  slowness(nowMs: number): number {
    return this.tracker.at(nowMs).value;
  }

  /** The evidence of its slowness; null when it was not slow at the latest judgement. */
  slow(nowMs: number): Evidence | null {
    if (this.slowSinceMs === null) return null;
    const { value: slowness, cause } = this.tracker.at(nowMs);
    return {
      severity: "soft",
      rule: "slow",
      detail: `${slowWords[cause]} ${slowness.toFixed(1)} times as long as usual`,
      sinceMs: this.slowSinceMs,
      untilMs: null,
      isRestart: false,
    };
  }

  /** Share of its weight that a node gets while it warms up, 0.1–1: max(0.1, t ÷ 60 s). */
  slowStart(nowMs: number): number {
    if (this.warmingSinceMs === null) return 1;
    return Math.min(1, Math.max(floor, (nowMs - this.warmingSinceMs) / fullAfterMs));
  }
}

/** A slow node keeps getting a few requests, so it is as warm as before. */
function isCold({ rule, isRestart, sinceMs }: Evidence, nowMs: number): boolean {
  return isRestart || (rule !== "slow" && nowMs - sinceMs >= coolsAfterMs);
}
