import { hashOf, type ObservedState, type Position } from "@meridian/contracts/wire";
import type { DataPlane, Outcome } from "../data-plane.ts";

const coalesceMs = 100;
const ackTimeoutMs = 10_000;
const lastAckTimeoutMs = 1000;

export type ReporterOptions = {
  plane: DataPlane;
  applied: () => Position | null;
  /** Why the snapshot in effect would not outlast a restart; null: it would. */
  unsaved: () => string | null;
  /** Resolves when the console took it, or after `timeoutMs`. */
  send: (state: ObservedState, timeoutMs: number) => Promise<boolean>;
};

/** Reports what is really in effect: after a change (coalesced), and at an interval while connected. */
export class Reporter {
  private soon: NodeJS.Timeout | undefined;
  private interval: NodeJS.Timeout | undefined;

  constructor(private readonly options: ReporterOptions) {
    options.plane.onEffectiveChange(() => this.reportSoon());
  }

  /** Reports at once and from then on every `intervalMs`. */
  start(intervalMs: number): void {
    this.stop();
    this.interval = setInterval(() => void this.report(), intervalMs);
    void this.report();
  }

  stop(): void {
    clearTimeout(this.soon);
    clearInterval(this.interval);
    this.soon = undefined;
    this.interval = undefined;
  }

  /** Does nothing while not started: the next start reports everything anyway. */
  reportSoon(): void {
    if (this.soon || !this.interval) return;
    this.soon = setTimeout(() => {
      this.soon = undefined;
      void this.report();
    }, coalesceMs);
  }

  /** The last report before the link is closed. Its ack shows that everything sent before it has arrived. */
  async reportLast(): Promise<void> {
    this.stop();
    await this.report(lastAckTimeoutMs);
  }

  private async report(timeoutMs = ackTimeoutMs): Promise<void> {
    const { plane, applied, unsaved, send } = this.options;
    await send(await observedState(plane, applied(), unsaved()), timeoutMs);
  }
}

export async function observedState(
  plane: DataPlane,
  applied: Position | null,
  unsaved: string | null,
): Promise<ObservedState> {
  const effective = plane.effective();
  const outOfRotation = plane.outOfRotation?.();
  const proven = plane.proven?.() ?? [];
  return {
    applied,
    ...outcomeOf(plane.outcome(), unsaved),
    ...(unsaved === null ? {} : { unsaved }),
    effectiveHash: await hashOf(effective),
    effective,
    ...(outOfRotation ? { outOfRotation } : {}),
    ...(proven.length > 0 ? { proven } : {}),
  };
}

/** A plane that is well on a snapshot that is not on disk is not converged: after a restart it would go by an older one. */
function outcomeOf(own: Outcome, unsaved: string | null): Outcome {
  return unsaved !== null && own.outcome === "converged" ? { outcome: "degraded", reason: unsaved } : own;
}
