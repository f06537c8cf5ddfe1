const rememberedMax = 10_000;

/**
 * Callers that asked for too much, until their window ends. The listener answers them by itself: to find out who they are costs a
 * framework and a database more than an answer, and whoever goes on asking would have all of both.
 */
export class RefusedCallers {
  /** Oldest first. */
  private readonly untilMs = new Map<string, number>();

  /** @param key short, and nothing that a client makes up: see `counted-as.ts` */
  refuse(key: string, untilMs: number): void {
    this.untilMs.delete(key);
    const [oldest] = this.untilMs.keys();
    if (this.untilMs.size >= rememberedMax && oldest !== undefined) this.untilMs.delete(oldest);
    this.untilMs.set(key, untilMs);
  }

  /** How long this caller is still refused; null: it is not. */
  refusedForMs(key: string, nowMs: number): number | null {
    const untilMs = this.untilMs.get(key);
    if (untilMs === undefined) return null;
    if (untilMs > nowMs) return untilMs - nowMs;
    this.untilMs.delete(key);
    return null;
  }
}
