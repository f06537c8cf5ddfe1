export type Rate = { perSecond: number; burst: number };

/** Lets a burst through, then so many a second. Time is passed in. */
export class TokenBucket {
  private tokens: number;
  private refilledAtMs: number;

  constructor(
    private readonly rate: Rate,
    nowMs: number,
  ) {
    this.tokens = rate.burst;
    this.refilledAtMs = nowMs;
  }

  /** False: none is left, and nothing was taken. */
  take(nowMs: number): boolean {
    this.refill(nowMs);
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  /** As new: to forget it changes nothing. */
  isFull(nowMs: number): boolean {
    this.refill(nowMs);
    return this.tokens >= this.rate.burst;
  }

  private refill(nowMs: number): void {
    const { perSecond, burst } = this.rate;
    const passedMs = Math.max(0, nowMs - this.refilledAtMs);
    this.tokens = Math.min(burst, this.tokens + (passedMs / 1000) * perSecond);
    this.refilledAtMs = nowMs;
  }
}
