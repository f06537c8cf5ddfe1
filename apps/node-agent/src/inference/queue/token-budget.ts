import type { Clock } from "../../clock.ts";

/** One long address: batches are never made smaller than this. */
const tokensMin = 32;
const growEveryMs = 60_000;
const growBy = 1.25;

/** Padded tokens of a batch: what is configured, less after memory ran out, slowly growing back from then on. */
export class TokenBudget {
  private cut: { tokens: number; at: number } | null = null;

  constructor(private readonly clock: Clock) {}

  /** Memory ran out for a batch of `tokens`: later batches hold at most half as many. */
  onOutOfMemory(tokens: number): void {
    const half = Math.min(this.grown(), Math.floor(tokens / 2));
    this.cut = { tokens: Math.max(tokensMin, half), at: this.clock.now() };
  }

  tokens(configured: number): number {
    return Math.min(configured, this.grown());
  }

  /** One sentence while batches are kept smaller than configured. */
  note(configured: number): string | null {
    const tokens = this.tokens(configured);
    return tokens < configured
      ? `memory ran out: batches of ${tokens} tokens instead of ${configured}`
      : null;
  }

  private grown(): number {
    if (!this.cut) return Infinity;
    const steps = Math.floor((this.clock.now() - this.cut.at) / growEveryMs);
    return Math.floor(this.cut.tokens * growBy ** steps);
  }
}
