import { SpeedCurve } from "./speed-curve.ts";

/** Weight of an observation relative to the next one: the last few dozen batches decide. */
const decay = 0.95;
const observationsMin = 30;

/**
 * What a batch costs an engine, `T = a + c × tokens` in ms: least squares over past batches, newer ones weighing more.
 */
export class CostModel {
  private readonly speed = new SpeedCurve();
  private seen = 0;
  private weight = 0;
  private sumX = 0;
  private sumY = 0;
  private sumXX = 0;
  private sumXY = 0;

  observe(tokens: number, ms: number): void {
    this.seen++;
    this.speed.observe(tokens, ms);
    this.weight = this.weight * decay + 1;
    this.sumX = this.sumX * decay + tokens;
    this.sumY = this.sumY * decay + ms;
    this.sumXX = this.sumXX * decay + tokens * tokens;
    this.sumXY = this.sumXY * decay + tokens * ms;
  }

  /** False until there are enough observations: no request may be refused on a guess. */
  get isFitted(): boolean {
    return this.seen >= observationsMin;
  }

  /** Expected ms of one batch of `tokens`; 0 before the first observation. */
  batchMs(tokens: number): number {
    const { a, c } = this.line();
    return a + c * tokens;
  }

  /** Expected ms until `tokens` are done when taken in batches of at most `budget`. */
  drainMs(tokens: number, budget: number): number {
    const { a, c } = this.line();
    return a * Math.ceil(tokens / budget) + c * tokens;
  }

  /** As `batchMs`, for any size, also of batches unlike the latest ones; null before the first observation. */
  saturatedMs(tokens: number): number | null {
    return this.speed.batchMs(tokens);
  }

  /** Tokens that take `ms` at the recent rate; infinite before the first observation. */
  tokensWithin(ms: number): number {
    return this.sumY > 0 ? (ms * this.sumX) / this.sumY : Infinity;
  }

  /** Both terms stay at or above 0: a larger batch never costs less. */
  private line(): { a: number; c: number } {
    if (this.weight === 0) return { a: 0, c: 0 };
    const meanX = this.sumX / this.weight;
    const meanY = this.sumY / this.weight;
    const variance = this.sumXX / this.weight - meanX * meanX;
    const slope = variance > 1e-6 * meanX * meanX ? (this.sumXY / this.weight - meanX * meanY) / variance : 0;
    const c = Math.min(Math.max(0, slope), meanX > 0 ? meanY / meanX : 0);
    return { a: meanY - c * meanX, c };
  }
}
