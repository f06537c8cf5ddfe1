import type { TelemetryFrame } from "@meridian/contracts/wire";

/** How much faster or slower an agent's clock may run than the hub's: far above what quartz does. */
const driftMsPerMs = 0.001;

type Heard = { bootId: string; uptimeMs: number; atMs: number };

/**
 * When an agent's frames arose, on the hub's clock. Frames that waited (the hub stood still, the network did) arrive in one
 * burst: counted by arrival, a minute's requests would look like a second's. The agent's uptime tells how far apart they arose,
 * the quickest of its frames how far its clock is from the hub's.
 */
export class FrameTimes {
  private heard: Heard | null = null;
  private offsetMs = 0;

  /** When the newest frame arose, and how long after the one before; null: none before, or of another process. */
  place({ bootId, uptimeMs }: Pick<TelemetryFrame, "bootId" | "uptimeMs">, nowMs: number): Placed {
    const before = this.heard?.bootId === bootId ? this.heard : null;
    const delayMs = nowMs - uptimeMs;
    const sinceMs = before ? uptimeMs - before.uptimeMs : 0;
    // A clock that stands tells nothing: then the arrival has to do.
    const isTold = before !== null && sinceMs > 0;
    this.offsetMs = isTold ? Math.min(delayMs, this.offsetMs + driftMsPerMs * sinceMs) : delayMs;
    const atMs = Math.max(before?.atMs ?? 0, uptimeMs + this.offsetMs);
    this.heard = { bootId, uptimeMs, atMs };
    const apartMs = isTold ? sinceMs : atMs - (before?.atMs ?? 0);
    return { atMs, before: before && { atMs: before.atMs, sinceMs: apartMs } };
  }

  /** The hub's clock was moved. */
  move(movedMs: number): void {
    this.offsetMs += movedMs;
    if (this.heard) this.heard.atMs += movedMs;
  }
}

export type Placed = { atMs: number; before: { atMs: number; sinceMs: number } | null };
