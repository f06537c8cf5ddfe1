import type { Clock } from "../clock.ts";

const quarantineMs = 600_000;

/** Two engines died while they ran this input. */
export class InputCrashedError extends Error {
  override readonly name = "InputCrashedError";

  constructor() {
    super("the engine died twice over this input");
  }
}

/** Inputs that are not run for a while, since engines died over them. */
export class Quarantine {
  /** Clock ms until which a key is kept out, oldest first. */
  private readonly untilMs = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  add(key: string): void {
    this.forgetServed();
    this.untilMs.delete(key);
    this.untilMs.set(key, this.clock.now() + quarantineMs);
  }

  has(key: string): boolean {
    return (this.untilMs.get(key) ?? 0) > this.clock.now();
  }

  private forgetServed(): void {
    for (const [key, until] of this.untilMs) {
      if (until > this.clock.now()) return;
      this.untilMs.delete(key);
    }
  }
}
