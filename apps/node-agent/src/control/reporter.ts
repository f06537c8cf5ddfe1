import { hashOf, type ObservedState, type Position } from "@meridian/contracts";
import type { DataPlane } from "../data-plane.ts";

const coalesceMs = 100;

export type ReporterOptions = {
  plane: DataPlane;
  applied: () => Position | null;
  send: (state: ObservedState) => Promise<boolean>;
};

/** Tells the console what is really in effect: on change, coalesced, and at an interval while connected. */
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

  private async report(): Promise<void> {
    await this.options.send(await observedState(this.options.plane, this.options.applied()));
  }
}

export async function observedState(plane: DataPlane, applied: Position | null): Promise<ObservedState> {
  const effective = plane.effective();
  const outOfRotation = plane.outOfRotation?.();
  return {
    applied,
    ...plane.outcome(),
    effectiveHash: await hashOf(effective),
    effective,
    ...(outOfRotation ? { outOfRotation } : {}),
  };
}
