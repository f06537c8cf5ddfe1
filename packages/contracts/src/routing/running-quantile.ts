/** Largest step in log units of one value once the first ones are in. */
const stepMax = 0.05;

/**
 * A running quantile of positive values by stochastic approximation (Robbins and Monro) on their logarithms. It moves by
 * a factor e in `memoryMs` at most, however many values come.
 */
export class RunningQuantile {
  samples = 0;
  private log = 0;
  private movedAtMs = 0;

  constructor(
    private readonly quantile: number,
    private readonly memoryMs: number,
  ) {}

  observe(value: number, nowMs: number): void {
    const log = Math.log(Math.max(1e-3, value));
    this.samples++;
    if (this.samples === 1) this.log = log;
    else this.log += this.gain(nowMs) * (log > this.log ? this.quantile : this.quantile - 1);
    this.movedAtMs = nowMs;
  }

  get value(): number {
    return Math.exp(this.log);
  }

  private gain(nowMs: number): number {
    return Math.max(1 / this.samples, Math.min(stepMax, (nowMs - this.movedAtMs) / this.memoryMs));
  }
}
