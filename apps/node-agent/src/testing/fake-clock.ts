import type { Clock } from "../clock.ts";

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private ms = 1000;

  now(): number {
    return this.ms;
  }

  wall(): number {
    return 1_700_000_000_000 + this.ms;
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}
