import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMs = 10;

/** How late timers of this process's event loop fire; each reading starts a new window. */
export class LoopDelay {
  private readonly monitor = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.monitor.enable();
  }

  /** 99th percentile in ms above the sampling interval since the reading before. */
  takeMsP99(): number {
    const ms = this.monitor.count > 0 ? this.monitor.percentile(99) / 1e6 - resolutionMs : 0;
    this.monitor.reset();
    return Math.max(0, Number(ms.toFixed(2)));
  }

  stop(): void {
    this.monitor.disable();
  }
}
