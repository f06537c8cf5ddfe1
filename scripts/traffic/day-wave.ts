/** A day passes in 20 minutes, so that a 15-minute chart shows its rise and fall. */
export const dayMs = 20 * 60_000;
/** The quiet of the night and the peak, against the mean. */
const swing = 0.35;

type Moment = {
  meanPerSecond: number;
  /** In days: regions do not peak together. */
  phase: number;
  atMs: number;
};

/** Requests a second at a moment. */
export function rateAt({ meanPerSecond, phase, atMs }: Moment): number {
  return meanPerSecond * (1 + swing * Math.sin(2 * Math.PI * (atMs / dayMs + phase)));
}

/** Milliseconds until the next request of a Poisson process. */
export function nextGapMs(perSecond: number, random: () => number): number {
  return (-Math.log(1 - random()) / perSecond) * 1000;
}
