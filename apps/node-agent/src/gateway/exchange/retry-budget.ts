const windowSeconds = 10;
const share = 0.2;
const floorPerSecond = 10;

type Slot = { second: number; requests: number; retries: number };

/**
 * Limits retries: in 10 whole seconds at most 20 % of the requests plus 10 a second are sent again. Without a limit a failing
 * node would double its own load.
 */
export class RetryBudget {
  private readonly slots = Array.from({ length: windowSeconds }, (): Slot => emptySlot(-1));

  recordRequest(nowMs: number): void {
    this.slotAt(nowMs).requests++;
  }

  /** True, and counted, when one more retry is within the budget. */
  tryRetry(nowMs: number): boolean {
    const current = this.slotAt(nowMs);
    let allowed = floorPerSecond * windowSeconds;
    for (const { second, requests, retries } of this.slots) {
      if (second > current.second - windowSeconds) allowed += share * requests - retries;
    }
    if (allowed < 1) return false;
    current.retries++;
    return true;
  }

  private slotAt(nowMs: number): Slot {
    const second = Math.floor(nowMs / 1000);
    const index = second % windowSeconds;
    let slot = this.slots[index];
    if (!slot || slot.second !== second) {
      slot = emptySlot(second);
      this.slots[index] = slot;
    }
    return slot;
  }
}

function emptySlot(second: number): Slot {
  return { second, requests: 0, retries: 0 };
}
