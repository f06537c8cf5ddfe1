/** Sizes within half an octave count as one. */
const classesPerOctave = 2;
/** Weight of a batch: in the pace of now, which follows the machine within seconds, and in the form of the curve. */
const paceWeight = 0.02;
const formWeight = 0.002;
/** A batch that took this many times as long as expected was held up by something else. */
const outlier = 3;

type Point = { tokens: number; ms: number };

/**
 * How long batches of each size take, for what a node can run at most. The form of the curve, how sizes compare, is learnt
 * from all batches since the warm-up; its pace from the latest. A line through the latest batches alone knows no slope while
 * all are alike: at steady load it promised anything from half to six times the truth.
 */
export class SpeedCurve {
  private readonly points = new Map<number, Point>();
  private pace = 1;

  observe(tokens: number, ms: number): void {
    if (!(tokens > 0 && ms > 0)) return;
    const key = Math.round(Math.log2(tokens) * classesPerOctave);
    const known = this.points.get(key);
    if (!known) {
      this.points.set(key, { tokens, ms: ms / this.pace });
      return;
    }
    const ratio = Math.min(outlier, ms / (this.formMs(tokens) * this.pace));
    // Both by the same ratio: two kinds of mean would let form and pace drift apart for ever.
    this.pace *= ratio ** paceWeight;
    known.ms *= ratio ** formWeight;
  }

  /** Expected ms of a batch at the pace of now; null before the first. */
  batchMs(tokens: number): number | null {
    return this.points.size > 0 ? this.formMs(tokens) * this.pace : null;
  }

  /** Between two sizes by a line; a size beyond the largest takes as long for a token as that one. */
  private formMs(tokens: number): number {
    const points = [...this.points].sort(([a], [b]) => a - b).map(([, point]) => point);
    const above = points.findIndex((point) => point.tokens >= tokens);
    const [low, high] = [points[above - 1], points[above]];
    const last = points.at(-1);
    if (above < 0) return last ? (last.ms * tokens) / last.tokens : 0;
    if (!low || !high) return high?.ms ?? 0;
    const part = (tokens - low.tokens) / (high.tokens - low.tokens);
    return low.ms + part * (high.ms - low.ms);
  }
}
