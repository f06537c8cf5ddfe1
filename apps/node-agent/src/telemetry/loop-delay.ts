import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMs = 10;
const windowMsDefault = 10_000;

/**
 * How late timers of this process's event loop fire, over the last 10 to 20 s. Two monitors begin anew by turns, and the
 * longer running one is read: whoever reads, and however often, changes nothing for the others.
 */
export class LoopDelay {
  private older = startMonitor();
  private younger = startMonitor();
  private readonly timer: NodeJS.Timeout;

  constructor(windowMs = windowMsDefault) {
    this.timer = setInterval(() => this.turn(), windowMs);
    this.timer.unref();
  }

  /** 99th percentile in ms above the sampling interval. */
  get msP99(): number {
    const ms = this.older.count > 0 ? this.older.percentile(99) / 1e6 - resolutionMs : 0;
    return Math.max(0, Number(ms.toFixed(2)));
  }

  stop(): void {
    clearInterval(this.timer);
    this.older.disable();
    this.younger.disable();
  }

  private turn(): void {
    this.older.reset();
    [this.older, this.younger] = [this.younger, this.older];
  }
}

function startMonitor() {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMs });
  monitor.enable();
  return monitor;
}
