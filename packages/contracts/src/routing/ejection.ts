/** Why a node is out of rotation. Times are ms on one monotonic clock. */
export type Evidence = {
  /** Hard evidence always removes a node; soft evidence at most half of a region, and never its last node. */
  severity: "hard" | "soft";
  rule:
    | "connection-failed"
    | "answers-failed"
    | "answers-late"
    | "probes-failed"
    | "not-ready"
    | "no-bearer"
    | "slow"
    | "unproven";
  detail: string;
  sinceMs: number;
  /** Null when no time ends it: a later probe or judgement does. */
  untilMs: number | null;
  /** The node's process was gone or loading, so it comes back cold. */
  isRestart: boolean;
};

export type EjectionRule = Pick<Evidence, "severity" | "rule"> & {
  /** Consecutive failures that eject. */
  failures: number;
  /** `times`: ejections in a row, this one included. */
  durationMs(times: number): number;
  /** After so long in rotation without an ejection the count starts again. */
  forgetAfterMs: number;
};

/** A refused or reset connection. */
export const connectionRule: EjectionRule = {
  severity: "hard",
  rule: "connection-failed",
  failures: 1,
  durationMs: (times) => Math.min(30_000, 1000 * 2 ** (times - 1)),
  forgetAfterMs: 30_000,
};

/** Answers with 5xx, or none in time. */
export const answerRule: EjectionRule = {
  severity: "soft",
  rule: "answers-failed",
  failures: 3,
  durationMs: (times) => Math.min(300_000, 30_000 * times),
  forgetAfterMs: 300_000,
};

/** Answers that take longer than other nodes' of the region (`latencyOutliers`). */
export const latencyRule: EjectionRule = { ...answerRule, rule: "answers-late", failures: 1 };

/** Passive outlier ejection of one node by one rule. */
export class Ejection {
  private consecutive = 0;
  private times = 0;
  private last: Evidence | null = null;

  constructor(private readonly rule: EjectionRule) {}

  /** A request sent at `sentAtMs` failed; one sent before the last ejection is ignored. True when it ejects. */
  failed(detail: string, sentAtMs: number, nowMs: number, isRestart = false): boolean {
    const last = this.last;
    if (last && (nowMs < untilMs(last) || sentAtMs <= last.sinceMs)) return false;
    if (++this.consecutive < this.rule.failures) return false;
    if (last && nowMs - untilMs(last) > this.rule.forgetAfterMs) this.times = 0;
    this.times++;
    this.consecutive = 0;
    this.last = {
      severity: this.rule.severity,
      rule: this.rule.rule,
      detail,
      sinceMs: nowMs,
      untilMs: nowMs + this.rule.durationMs(this.times),
      isRestart,
    };
    return true;
  }

  succeeded(): void {
    this.consecutive = 0;
  }

  /** The ejection that stands at `nowMs`. */
  at(nowMs: number): Evidence | null {
    return this.last && nowMs < untilMs(this.last) ? this.last : null;
  }
}

function untilMs(evidence: Evidence): number {
  return evidence.untilMs ?? Number.POSITIVE_INFINITY;
}
