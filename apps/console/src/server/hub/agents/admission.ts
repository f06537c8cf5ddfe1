const waitMsMax = 30_000;

/**
 * Admits a bounded number of handshakes a second. Those above it are told to come back at different times, so that a
 * whole fleet that reconnects at once arrives at this rate.
 */
export class Admission {
  private tokens: number;
  private refilledAtMs: number;
  private nextPlaceMs = 0;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.tokens = perSecond;
    this.refilledAtMs = nowMs;
  }

  /** Null when admitted, else how long to wait before the next try. */
  admit(nowMs: number): { retryAfterMs: number } | null {
    this.tokens = Math.min(
      this.perSecond,
      this.tokens + ((nowMs - this.refilledAtMs) / 1000) * this.perSecond,
    );
    this.refilledAtMs = nowMs;
    if (this.tokens >= 1) {
      this.tokens--;
      return null;
    }
    return { retryAfterMs: Math.ceil(this.takePlace(nowMs) - nowMs) };
  }

  /** A queue longer than the longest wait starts again from its beginning: the load stays even. */
  private takePlace(nowMs: number): number {
    const isFull = this.nextPlaceMs - nowMs >= waitMsMax;
    this.nextPlaceMs = (isFull ? nowMs : Math.max(this.nextPlaceMs, nowMs)) + 1000 / this.perSecond;
    return this.nextPlaceMs;
  }
}
