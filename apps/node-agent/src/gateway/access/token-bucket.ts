/** So many at once, and so many a second afterwards. */
export class TokenBucket {
  private level: number;
  private atMs: number | null = null;
  /** Used beyond a limit that was lowered since. Not asked for, unless the limit is raised before it has come back. */
  private forgiven = 0;
  private forgivenPerSecond = 0;

  constructor(
    private capacity: number,
    private perSecond: number,
  ) {
    this.level = capacity;
  }

  /** Other limits from now on; what was used stays used. */
  resize(capacity: number, perSecond: number): void {
    if (capacity === this.capacity && perSecond === this.perSecond) return;
    const left = capacity - (this.capacity - this.level + this.forgiven);
    this.forgivenPerSecond = Math.max(this.perSecond, this.forgiven > 0 ? this.forgivenPerSecond : 0);
    this.capacity = capacity;
    this.perSecond = perSecond;
    // A limit that is lowered leaves none, and no debt of days.
    this.level = Math.max(Math.min(this.level, 0), left);
    this.forgiven = this.level - left;
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
    this.forgiven = Math.max(0, this.forgiven - seconds * this.forgivenPerSecond);
    this.level = Math.min(this.capacity, this.level + seconds * this.perSecond);
  }
}
