import type { Evidence } from "@meridian/contracts/routing";

const goodToRise = 2;
const badToFall = 3;
const hurry = 4;
const jitter = 0.2;

/** `not-ready`: the node says that it cannot serve (503). One such answer is enough. */
export type ProbeResult =
  /** `versions`: names and digests that the node can answer with; absent when it does not say. */
  { outcome: "good"; versions?: readonly string[] } | { outcome: "bad" | "not-ready"; detail: string };

/** The shorter interval while an answer would change the verdict; probes never come closer together. */
export function hurriedMs(intervalMs: number): number {
  return intervalMs / hurry;
}

/** A node's health by probes of `/readyz`. Nodes start healthy: a restarted gateway must not empty its table. */
export class ProbeHealth {
  private goods = 0;
  private bads = 0;
  private down: Evidence | null = null;

  /** Down since when and why; null while up. */
  get evidence(): Evidence | null {
    return this.down;
  }

  /** True when the verdict changed. */
  record(result: ProbeResult, nowMs: number): boolean {
    const before = this.down?.rule;
    if (result.outcome === "good") this.good();
    else this.bad(result.outcome, result.detail, nowMs);
    return this.down?.rule !== before;
  }

  nextProbeInMs(intervalMs: number, random: () => number): number {
    const isChanging = this.down ? this.goods > 0 : this.bads > 0;
    return (isChanging ? hurriedMs(intervalMs) : intervalMs) * (1 - jitter + 2 * jitter * random());
  }

  /** How long after the next probe it could be up at the soonest. */
  soonestRiseAfterMs(intervalMs: number): number {
    const further = Math.max(0, goodToRise - this.goods - 1);
    return further * (1 - jitter) * hurriedMs(intervalMs);
  }

  private good(): void {
    this.bads = 0;
    if (this.down && ++this.goods >= goodToRise) this.down = null;
  }

  private bad(outcome: "bad" | "not-ready", detail: string, nowMs: number): void {
    this.goods = 0;
    this.bads++;
    const isNotReady = outcome === "not-ready";
    if (!this.down && !isNotReady && this.bads < badToFall) return;
    this.down = {
      severity: "hard",
      rule: isNotReady ? "not-ready" : "probes-failed",
      detail,
      sinceMs: this.down?.sinceMs ?? nowMs,
      untilMs: null,
      isRestart: isNotReady || (this.down?.isRestart ?? false),
    };
  }
}
