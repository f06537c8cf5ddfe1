export type Rate = { perSecond: number; burst: number };

/** What was given for an answer is of use for this long, and at most twice as long. */
const givenForMs = 60_000;

/** Lets a burst through, then so many a second, and what was given beside. Time is passed in. */
export class TokenBucket {
  private tokens: number;
  private refilledAtMs: number;
  /** Of this minute and of the one before. */
  private given = { atMs: 0, now: 0, before: 0 };

  constructor(
    private readonly rate: Rate,
    nowMs: number,
  ) {
    this.tokens = rate.burst;
    this.refilledAtMs = nowMs;
  }

  /** False: there are not as many left, and nothing was taken. */
  take(nowMs: number, tokens = 1): boolean {
    this.refill(nowMs);
    if (this.tokens >= tokens) {
      this.tokens -= tokens;
      return true;
    }
    return this.takeGiven(nowMs, tokens);
  }

  /** Beside the burst, for who was asked for something; forgotten when it is not used soon. */
  give(tokens: number, nowMs: number): void {
    this.turnMinute(nowMs);
    this.given.now += tokens;
  }

  /** As new: to forget it changes nothing. */
  isFull(nowMs: number): boolean {
    this.refill(nowMs);
    return this.tokens >= this.rate.burst;
  }

  private takeGiven(nowMs: number, tokens: number): boolean {
    this.turnMinute(nowMs);
    const { now, before } = this.given;
    if (now + before < tokens) return false;
    const fromBefore = Math.min(before, tokens);
    this.given.before -= fromBefore;
    this.given.now -= tokens - fromBefore;
    return true;
  }

  private turnMinute(nowMs: number): void {
    const { atMs, now } = this.given;
    if (nowMs - atMs < givenForMs) return;
    this.given = { atMs: nowMs, now: 0, before: nowMs - atMs < 2 * givenForMs ? now : 0 };
  }

  private refill(nowMs: number): void {
    const { perSecond, burst } = this.rate;
    const passedMs = Math.max(0, nowMs - this.refilledAtMs);
    this.tokens = Math.min(burst, this.tokens + (passedMs / 1000) * perSecond);
    this.refilledAtMs = nowMs;
  }
}
