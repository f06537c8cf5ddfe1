import type { Logger } from "./logger.ts";

const checkMs = 1000;
type Watched = {
  /** When the turn under way began, or the next one is due. */
  sinceMs: number;
  limitMs: number;
  isTold: boolean;
};

export type LoopWatchOptions = {
  /** A turn that takes longer stands. */
  turnMsMax?: number;
  uptimeMs?: () => number;
};

export type StandingLoop = { name: string; forMs: number };

/**
 * Knows of everything that runs again and again whether it does: a turn that takes too long, or that does not come, is
 * told in the log and by `/readyz`. Without this a loop that waits for ever looks like one that has nothing to do.
 */
export class LoopWatch {
  private readonly loops = new Map<string, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private readonly turnMsMax: number;
  private readonly uptimeMs: () => number;

  constructor(
    private readonly logger: Logger,
    { turnMsMax = 8_000, uptimeMs = () => performance.now() }: LoopWatchOptions = {},
  ) {
    this.turnMsMax = turnMsMax;
    this.uptimeMs = uptimeMs;
  }

  /** Tells the log once a second at most until `stop`. */
  start(): void {
    this.timer = setInterval(() => this.check(), checkMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A turn begins. */
  began(name: string, limitMs = this.turnMsMax): void {
    this.expect(name, this.uptimeMs(), limitMs);
  }

  /** A turn ended, well or not; the next one comes within `nextInMs`. */
  ended(name: string, nextInMs: number): void {
    this.expect(name, this.uptimeMs() + nextInMs, this.turnMsMax);
  }

  /** It is not to come again. */
  forget(name: string): void {
    this.loops.delete(name);
  }

  /** Loops that stand, and for how long. */
  standing(): StandingLoop[] {
    const nowMs = this.uptimeMs();
    return [...this.loops].flatMap(([name, { sinceMs, limitMs }]) => {
      const forMs = Math.round(nowMs - sinceMs);
      return forMs > limitMs ? [{ name, forMs }] : [];
    });
  }

  /** Logs what stands and was not told yet. */
  check(): void {
    for (const { name, forMs } of this.standing()) {
      const loop = this.loops.get(name);
      if (loop === undefined || loop.isTold) continue;
      loop.isTold = true;
      this.logger.error({ loop: name, forMs }, "a loop stands");
    }
  }

  private expect(name: string, sinceMs: number, limitMs: number): void {
    if (this.loops.get(name)?.isTold) this.logger.info({ loop: name }, "a loop goes on again");
    this.loops.set(name, { sinceMs, limitMs, isTold: false });
  }
}
