import type { Clock } from "../../clock.ts";

const rememberedMs = 600_000;
/** An input that was in this many crashed runs is to blame. */
export const crashesMax = 2;

/** Two engines died while they ran this input. */
export class InputCrashedError extends Error {
  override readonly name = "InputCrashedError";

  constructor() {
    super("the engine died twice over this input");
  }
}

/** Inputs that crashed an engine lately. One is remembered even if its caller left before the second try. */
export class Quarantine {
  /** Crashes and until when they count (clock ms), oldest first. */
  private readonly crashed = new Map<string, { crashes: number; untilMs: number }>();

  constructor(private readonly clock: Clock) {}

  add(key: string, more: number): void {
    const crashes = this.crashesOf(key) + more;
    this.forgetOld();
    this.crashed.delete(key);
    this.crashed.set(key, { crashes, untilMs: this.clock.now() + rememberedMs });
  }

  /** True: it must not be run. */
  has(key: string): boolean {
    return this.crashesOf(key) >= crashesMax;
  }

  crashesOf(key: string): number {
    const { crashes, untilMs } = this.crashed.get(key) ?? never;
    return untilMs > this.clock.now() ? crashes : 0;
  }

  /** It ran without a crash. */
  clear(key: string): void {
    this.crashed.delete(key);
  }

  private forgetOld(): void {
    for (const [key, { untilMs }] of this.crashed) {
      if (untilMs > this.clock.now()) return;
      this.crashed.delete(key);
    }
  }
}

const never = { crashes: 0, untilMs: 0 };
