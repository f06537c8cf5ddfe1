/** Time as seen by this process; passed in so that tests can hold it. */
export type Clock = {
  /** Monotonic, ms since an arbitrary start. All durations come from this. */
  now(): number;
  /** Wall clock, ms since 1970; shown to people, never used to measure. */
  wall(): number;
};

export const systemClock: Clock = { now: () => performance.now(), wall: () => Date.now() };
