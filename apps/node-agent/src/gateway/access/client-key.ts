import type { KeyCounts, KeyScope, SnapshotKey } from "@meridian/contracts/wire";
import { KeyRefusal } from "./key-refusal.ts";
import { TokenBucket } from "./token-bucket.ts";

const daySeconds = 86_400;

/** What a request asks of its key. */
export type Asked = {
  isStreamed?: boolean | undefined;
  /** That the client named. */
  priority: string | undefined;
  /** From the request's arrival on. */
  deadlineMs: number;
};

export type RateView = ReturnType<TokenBucket["view"]>;

/** A client's key at this gateway, with this gateway's part of its limits. */
export class ClientKey {
  private readonly requests: TokenBucket;
  private readonly addresses: TokenBucket;
  /** Since this gateway started. */
  readonly counts = { requests: 0, refused: 0, addresses: 0 };
  private told = { ...this.counts };

  constructor(private limits: SnapshotKey) {
    this.requests = new TokenBucket(...requestRate(limits));
    this.addresses = new TokenBucket(...addressRate(limits));
  }

  get id(): string {
    return this.limits.id;
  }

  get name(): string {
    return this.limits.name;
  }

  get deadlineMsMax(): number {
    return this.limits.deadlineMsMax;
  }

  update(limits: SnapshotKey): void {
    this.limits = limits;
    this.requests.resize(...requestRate(limits));
    this.addresses.resize(...addressRate(limits));
  }

  /** Takes a request. Throws KeyRefusal when the key does not allow it, or has none left. */
  take(asked: Asked, nowMs: number): void {
    this.assertAllows(asked);
    const waits = [
      ["requestsPerSecond", this.requests.waitMs(nowMs)],
      ["addressesPerDay", this.addresses.waitMs(nowMs)],
    ] as const;
    const [limit, retryAfterMs] = waits.reduce((a, b) => (b[1] > a[1] ? b : a));
    if (retryAfterMs > 0) {
      const message = `This API key has used up its ${limit} at this gateway.`;
      throw new KeyRefusal("OVERLOADED", message, { limit, retryAfterMs });
    }
    this.requests.charge(1, nowMs);
  }

  /** Charged once they are answered: a gateway reads no body. */
  charge(addresses: number, nowMs: number): void {
    this.counts.addresses += addresses;
    this.addresses.charge(addresses, nowMs);
  }

  /** Of the limit that has less left. */
  rate(nowMs: number): RateView {
    const [requests, addresses] = [this.requests.view(nowMs), this.addresses.view(nowMs)];
    return addresses.remaining < 1 && requests.remaining >= 1 ? addresses : requests;
  }

  /** The priority of a request that names none; undefined: the node's own choice is allowed. */
  priorityOf({ isStreamed }: Pick<Asked, "isStreamed">): string | undefined {
    const { priorities } = this.limits;
    const preset = isStreamed ? "bulk" : "interactive";
    return priorities.includes(preset) ? undefined : priorities[0];
  }

  /** Null when nothing was counted since the call before. */
  takeCounts(): KeyCounts | null {
    const { requests, refused, addresses } = this.counts;
    const { told } = this;
    if (requests === told.requests && addresses === told.addresses) return null;
    this.told = { ...this.counts };
    return [this.id, requests - told.requests, refused - told.refused, addresses - told.addresses];
  }

  private assertAllows({ isStreamed, priority, deadlineMs }: Asked): void {
    const { scopes, priorities, deadlineMsMax } = this.limits;
    const needed: KeyScope = isStreamed ? "stream" : "parse";
    if (!scopes.includes(needed)) {
      throw new KeyRefusal("FORBIDDEN", `This API key has not the scope ${needed}.`, { scopes, needed });
    }
    if (priority !== undefined && !priorities.includes(priority)) {
      const message = `This API key allows the priority ${priorities.join(" or ")} alone.`;
      throw new KeyRefusal("FORBIDDEN", message, { priorities });
    }
    if (deadlineMs > deadlineMsMax) {
      const message = `This API key allows a deadline of at most ${deadlineMsMax} ms.`;
      throw new KeyRefusal("FORBIDDEN", message, { deadlineMsMax });
    }
  }
}

/** A second's worth at once, and one request at least: a part may be less than one a second. */
function requestRate({ requestsPerSecond, gateways }: SnapshotKey): [capacity: number, perSecond: number] {
  const part = requestsPerSecond / gateways;
  return [Math.max(1, part), part];
}

/** A day's worth at once, and one address at least. */
function addressRate({ addressesPerDay, gateways }: SnapshotKey): [capacity: number, perSecond: number] {
  const part = addressesPerDay / gateways;
  return [Math.max(1, part), part / daySeconds];
}
