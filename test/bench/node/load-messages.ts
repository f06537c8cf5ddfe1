export type Arrivals =
  /** Each connection asks again once it is answered. */
  | { kind: "closed"; connections: number }
  /** Poisson arrivals, whatever became of those before. */
  | { kind: "open"; perSecond: number };

export type LoadOrder = {
  url: string;
  headers: Record<string, string>;
  seconds: number;
  addressesPerRequest: number;
  arrivals: Arrivals;
};

export type LoadResult = {
  /** Addresses answered with elements. */
  answered: number;
  /** Addresses answered with an error, such as a deadline that passed. */
  late: number;
  /** Requests refused with 429. */
  refused: number;
  /** Requests that ended in any other way. */
  failed: number;
  /** From the first request to the last answer. */
  elapsedMs: number;
  /** Of requests answered 200, from the time each was meant to be sent. */
  p50Ms: number;
  p99Ms: number;
  /** Of refusals, from sending. */
  refusalMsP99: number;
  /** Of refusals, by the server's own clock: from reading the head to answering. */
  refusalServerMsP99: number;
  /** `total` − `run` of the answer's Server-Timing. */
  overheadMsP50: number;
  /** How late this process's own timers fired. */
  loopDelayMsP99: number;
};
