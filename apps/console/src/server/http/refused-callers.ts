import type { IncomingHttpHeaders } from "node:http";

const rememberedMax = 10_000;

/**
 * Callers that asked for too much, until their window ends. The listener answers them by itself: to find out who they are costs a
 * framework and a database more than an answer, and whoever goes on asking would have all of both.
 */
export class RefusedCallers {
  private readonly untilMs = new Map<string, number>();

  /** @param shown what the caller shows, as `shownBy` reads it */
  refuse(shown: string, untilMs: number): void {
    if (this.untilMs.size >= rememberedMax) this.untilMs.clear();
    this.untilMs.set(shown, untilMs);
  }

  /** How long this caller is still refused; null: it is not. */
  refusedForMs(shown: string, nowMs: number): number | null {
    const untilMs = this.untilMs.get(shown);
    if (untilMs === undefined) return null;
    if (untilMs > nowMs) return untilMs - nowMs;
    this.untilMs.delete(shown);
    return null;
  }
}

/** By what a request says whose it is: its token, else its cookies, else the client's address. */
export function shownBy({ authorization, cookie }: IncomingHttpHeaders, address: string): string {
  return authorization ?? cookie ?? `address ${address}`;
}
