/** An answer with how sure the model was of it, 0–1, and whether it was right. */
export interface Judged {
  readonly confidence: number;
  readonly isRight: boolean;
}

const BINS = 10;

/**
 * Expected calibration error, 0–1: the gap between mean confidence and share of right answers in each of ten equal ranges
 * of confidence, weighted by the answers in it (Naeini et al., 2015). 0 if there are no answers.
 */
export function calibrationError(answers: readonly Judged[]): number {
  const gaps = new Array<number>(BINS).fill(0);
  for (const { confidence, isRight } of answers) {
    const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
    gaps[bin] = (gaps[bin] ?? 0) + confidence - Number(isRight);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(1, answers.length);
}
