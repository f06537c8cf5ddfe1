import { hashOf, type ObservedState, type Position } from "@meridian/contracts/wire";
import type { DataPlane } from "../data-plane.ts";

const coalesceMs = 100;
const ackTimeoutMs = 10_000;
const lastAckTimeoutMs = 1000;

export type ReporterOptions = {
  plane: DataPlane;
  applied: () => Position | null;
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
    const { plane, applied, send } = this.options;
    await send(await observedState(plane, applied()), timeoutMs);
  }
}

export async function observedState(plane: DataPlane, applied: Position | null): Promise<ObservedState> {
  const effective = plane.effective();
  const outOfRotation = plane.outOfRotation?.();
  const proven = plane.proven?.() ?? [];
  return {
    applied,
    ...plane.outcome(),
    effectiveHash: await hashOf(effective),
    effective,
    ...(outOfRotation ? { outOfRotation } : {}),
    ...(proven.length > 0 ? { proven } : {}),
  };
}
