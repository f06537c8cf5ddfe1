import { AppError } from "@meridian/contracts/errors";
import { type Rate, TokenBucket } from "../agents/token-bucket.ts";

/** A page joins when it is opened and when its connection was lost. Each time a session is read, and the whole fleet is sent. */
const joins: Rate = { perSecond: 1, burst: 60 };
/** More tabs than anybody looks at; each is sent what changes, once a second. */
export const socketsMax = 50;
/** Whoever has all joins again is forgotten, at every so many new ones. */
const sweepAtEvery = 1000;

/** Limits how often pages join the live feed, and how many of them a person has open. */
export class PageDoor {
  private readonly joins = new Map<string, TokenBucket>();
  private readonly open = new Map<string, number>();

  /** @param key who joins, as far as that is known without the database. Throws OVERLOADED. */
  assertMayJoin(key: string, nowMs: number): void {
    const known = this.joins.get(key);
    if (!known && this.joins.size % sweepAtEvery === 0) this.forgetIdle(nowMs);
    const bucket = known ?? new TokenBucket(joins, nowMs);
    this.joins.set(key, bucket);
    if (bucket.take(nowMs)) return;
    throw overloaded(`Expected at most ${joins.burst} joins a minute.`, 1000 / joins.perSecond);
  }

  /** Throws OVERLOADED for a person that has too many pages open. */
  assertHasRoom(userId: string): void {
    if ((this.open.get(userId) ?? 0) < socketsMax) return;
    throw overloaded(`Expected at most ${socketsMax} open pages of a person.`, 30_000);
  }

  /** Counts a person's socket. Returns what counts it off; calling that again does nothing. */
  enter(userId: string): () => void {
    const own = this.open.get(userId) ?? 0;
    this.open.set(userId, own + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (this.open.get(userId) ?? 1) - 1;
      if (left > 0) this.open.set(userId, left);
      else this.open.delete(userId);
    };
  }

  /** Of those that joined lately. */
  get remembered(): number {
    return this.joins.size;
  }

  private forgetIdle(nowMs: number): void {
    for (const [key, bucket] of this.joins) if (bucket.isFull(nowMs)) this.joins.delete(key);
  }
}

function overloaded(message: string, retryAfterMs: number): AppError {
  return new AppError("OVERLOADED", message, { details: { retryAfterMs } });
}
