/** A day passes in 20 minutes, so that a 15-minute chart shows its rise and fall. */
export const dayMs = 20 * 60_000;
/** The quiet of the night and the peak, against the mean. */
const swing = 0.35;

/**
 * Requests a second at a moment.
 * @param {{ meanPerSecond: number, phase: number, atMs: number }} options `phase` in days: regions do not peak together
 */
export function rateAt({ meanPerSecond, phase, atMs }) {
  return meanPerSecond * (1 + swing * Math.sin(2 * Math.PI * (atMs / dayMs + phase)));
}

/**
 * Milliseconds until the next request of a Poisson process.
 * @param {number} perSecond
 * @param {() => number} random
 */
export function nextGapMs(perSecond, random) {
  return (-Math.log(1 - random()) / perSecond) * 1000;
}
