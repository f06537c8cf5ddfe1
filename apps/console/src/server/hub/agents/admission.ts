import { networkOf } from "@meridian/contracts/listener";
import { TokenBucket } from "./token-bucket.ts";

const waitMsMax = 30_000;
const sweepEveryMs = 10_000;

/** Null when admitted, else how long to wait before the next try. */
export type Admitted = { retryAfterMs: number } | null;

/**
 * Admits a bounded number of handshakes a second. Those above it are told to come back at different times, so that a
 * whole fleet that reconnects at once arrives at this rate.
 */
export class Admission {
  private readonly bucket: TokenBucket;
  private nextPlaceMs = 0;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.bucket = new TokenBucket({ perSecond, burst: perSecond }, nowMs);
  }

  admit(nowMs: number): Admitted {
    if (this.bucket.take(nowMs)) return null;
    return { retryAfterMs: Math.ceil(this.takePlace(nowMs) - nowMs) };
  }

  isIdle(nowMs: number): boolean {
    return this.nextPlaceMs <= nowMs && this.bucket.isFull(nowMs);
  }

  /** A queue longer than the longest wait starts again from its beginning: the load stays even. */
  private takePlace(nowMs: number): number {
    const isFull = this.nextPlaceMs - nowMs >= waitMsMax;
    this.nextPlaceMs = (isFull ? nowMs : Math.max(this.nextPlaceMs, nowMs)) + 1000 / this.perSecond;
    return this.nextPlaceMs;
  }
}

/**
 * The same for every client address by itself. Asked before the credential is looked up: what strangers send costs nobody at
 * another address their place.
 */
export class AddressAdmission {
  private readonly byNetwork = new Map<string, Admission>();
  private sweptAtMs: number;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.sweptAtMs = nowMs;
  }

  admit(address: string, nowMs: number): Admitted {
    this.sweep(nowMs);
    const network = networkOf(address);
    const admission = this.byNetwork.get(network) ?? new Admission(this.perSecond, nowMs);
    this.byNetwork.set(network, admission);
    return admission.admit(nowMs);
  }

  /** Addresses that are remembered; a stranger has many. */
  get size(): number {
    return this.byNetwork.size;
  }

  private sweep(nowMs: number): void {
    if (nowMs - this.sweptAtMs < sweepEveryMs) return;
    this.sweptAtMs = nowMs;
    for (const [network, admission] of this.byNetwork)
      if (admission.isIdle(nowMs)) this.byNetwork.delete(network);
  }
}
