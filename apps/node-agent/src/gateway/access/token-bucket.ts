/** So many at once, and so many a second afterwards. */
export class TokenBucket {
  private level: number;
  private atMs: number | null = null;

  constructor(
    private capacity: number,
    private perSecond: number,
  ) {
    this.level = capacity;
  }

  /** Other limits from now on; what was used stays used. */
  resize(capacity: number, perSecond: number): void {
    const used = this.capacity - this.level;
    this.capacity = capacity;
    this.perSecond = perSecond;
    // A limit that is lowered leaves none, and no debt of days.
    this.level = Math.max(Math.min(this.level, 0), capacity - used);
  }

  /** Takes what was used already, also more than there is. */
  charge(tokens: number, nowMs: number): void {
    this.refill(nowMs);
    this.level -= tokens;
  }

  /** Milliseconds until there is one; 0: now. */
  waitMs(nowMs: number): number {
    this.refill(nowMs);
    return this.level >= 1 ? 0 : Math.ceil(((1 - this.level) / this.perSecond) * 1000);
  }

  /** As `RateLimit-*` headers have it; seconds until all of them are there again. */
  view(nowMs: number): { limit: number; remaining: number; resetSeconds: number } {
    this.refill(nowMs);
    return {
      limit: Math.floor(this.capacity),
      remaining: Math.max(0, Math.floor(this.level)),
      resetSeconds: Math.ceil((this.capacity - this.level) / this.perSecond),
    };
  }

  private refill(nowMs: number): void {
    const seconds = this.atMs === null ? 0 : Math.max(0, nowMs - this.atMs) / 1000;
    this.atMs = nowMs;
    this.level = Math.min(this.capacity, this.level + seconds * this.perSecond);
  }
}
