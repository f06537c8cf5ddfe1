const quantile = 0.95;
const samplesMin = 30;
const patienceFactor = 3;
const patienceMsMin = 100;
/** Largest step in log units per answer: a level twice as high is followed within about 15 answers. */
const step = 0.05;

type Estimate = { logMs: number; samples: number };

/**
 * How long one node takes to answer, as a running 95th percentile per size of request (classes a factor 4 apart): a
 * list of 256 addresses is no sign of trouble. Stochastic approximation of a quantile (Robbins and Monro) on log time.
 */
export class AnswerTimes {
  private readonly estimates = new Map<number, Estimate>();

  /** Also called for requests abandoned after `ms`: otherwise it could never learn that all answers became slower. */
  observe(bodyBytes: number, ms: number): void {
    const logMs = Math.log(Math.max(0.01, ms));
    const sizeClass = sizeClassOf(bodyBytes);
    const estimate = this.estimates.get(sizeClass);
    if (!estimate) {
      this.estimates.set(sizeClass, { logMs, samples: 1 });
      return;
    }
    estimate.samples++;
    const gain = Math.max(step, 1 / estimate.samples);
    estimate.logMs += gain * (logMs > estimate.logMs ? quantile : quantile - 1);
  }

  /** No answer after so long is a reason to ask another node; null while too little is known. */
  patienceMs(bodyBytes: number): number | null {
    const estimate = this.estimates.get(sizeClassOf(bodyBytes));
    if (!estimate || estimate.samples < samplesMin) return null;
    return Math.max(patienceFactor * Math.exp(estimate.logMs), patienceMsMin);
  }
}

function sizeClassOf(bytes: number): number {
  return (32 - Math.clz32(bytes)) >> 1;
}
