import type { Clock } from "../../clock.ts";

/** A clock that only moves when told. */
export class FakeClock implements Clock {
  private ms = 1000;

  now(): number {
    return this.ms;
  }
  wall(): number {
    return this.ms;
  }
  advance(ms: number): void {
    this.ms += ms;
  }
}
