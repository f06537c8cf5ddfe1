import { z } from "zod";

export const ShareVerdict = z
  .enum(["as-declared", "explained", "picker-fault", "not-enough-data"])
  .describe(
    "explained: health or an older routing table made gateways aim at another share than declared; picker-fault: gateways sent another share than they aimed at; not-enough-data: too few requests for a verdict.",
  );
export type ShareVerdict = z.infer<typeof ShareVerdict>;

export type ShareFigures = {
  /** Shares, 0–1: what is set; what the gateways' health inputs make of it; where requests went. */
  declared: number;
  expected: number;
  observed: number;
  /** How many requests were counted. */
  requests: number;
};

/** The difference that a verdict must be able to show. */
const resolution = 0.03;
/** Two-sided quantile of the normal distribution for 99 %. */
const z99 = 2.576;
/** Gateways promise shares as exact as this, however many requests there are. */
const promised = 0.005;
/** `expected` comes by computation, without noise: what is left is rounding. */
const noticeable = 0.01;

/**
 * Requests that can show a difference of 3 points from a share: z²·p(1−p) ÷ d² at 99 % (normal approximation of the
 * binomial; NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.4.2), and 3 ÷ d where p is near 0 or 1 (the rule of
 * three; Hanley and Lippman-Hand, JAMA 249, 1983). 0.5 → 1844, 0.9 → 664, 1 → 100.
 */
export function requestsNeeded(share: number): number {
  const p = Math.min(1, Math.max(0, share));
  return Math.ceil(Math.max(3 / resolution, (z99 ** 2 * p * (1 - p)) / resolution ** 2));
}

/** How far an observed share may be from `share` by chance: the binomial's 99 % and one request each way. */
export function shareNoise(share: number, requests: number): number {
  const p = Math.min(1, Math.max(0, share));
  return Math.max(promised, z99 * Math.sqrt((p * (1 - p)) / requests) + 2 / requests);
}

export function judgeShare({ declared, expected, observed, requests }: ShareFigures): ShareVerdict {
  if (isPickerFault({ expected, observed, requests })) return "picker-fault";
  if (requests > 0 && Math.abs(expected - declared) > noticeable) return "explained";
  return requests >= requestsNeeded(expected) ? "as-declared" : "not-enough-data";
}

/** Gateways sent another share than they aimed at, beyond chance. Asked for every gateway and node once a second. */
export function isPickerFault({ expected, observed, requests }: Omit<ShareFigures, "declared">): boolean {
  const error = Math.abs(observed - expected);
  // Nearly all are within what is promised, which needs no statistics.
  if (!(error > promised)) return false;
  return requests >= requestsNeeded(expected) && error > shareNoise(expected, requests);
}
