import type { KeyCounts } from "@meridian/contracts/wire";
import type { KeyUsage } from "../../domains/agent-link.ts";

const minuteMs = 60_000;
const minutes = 60;
/** Ids come from gateways: one that makes them up fills no memory. */
const keysMax = 4000;

type Minute = KeyUsage & { minute: number };

/** What each API key was used for, by the minute, over the last hour. */
export class KeyUsageWindow {
  private readonly byKey = new Map<string, Minute[]>();

  record(keys: readonly KeyCounts[], nowMs: number): void {
    for (const [id, requests, refused, addresses] of keys) {
      const current = this.minuteOf(id, Math.floor(nowMs / minuteMs));
      if (!current) continue;
      current.requests += requests;
      current.refused += refused;
      current.addresses += addresses;
    }
  }

  over(id: string, nowMs: number): KeyUsage {
    const first = Math.floor(nowMs / minuteMs) - minutes + 1;
    const sum = { requests: 0, refused: 0, addresses: 0 };
    for (const one of this.byKey.get(id) ?? []) {
      if (one.minute < first) continue;
      sum.requests += one.requests;
      sum.refused += one.refused;
      sum.addresses += one.addresses;
    }
    return sum;
  }

  private minuteOf(id: string, minute: number): Minute | null {
    const known = this.byKey.get(id);
    if (!known && this.byKey.size >= keysMax) return null;
    const kept = (known ?? []).filter((one) => one.minute > minute - minutes);
    const current = kept.find((one) => one.minute === minute);
    if (current && kept.length === known?.length) return current;
    const added = current ?? { minute, requests: 0, refused: 0, addresses: 0 };
    this.byKey.set(id, current ? kept : [...kept, added]);
    return added;
  }
}
