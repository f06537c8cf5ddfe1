import { requestSizes, textLengths, type Served } from "./world.ts";
import type { CostModel } from "./sim-node.ts";

/** Share in % of the requests from `fromMs` to `toMs` that each of `count` nodes got. */
export function sharesIn(served: readonly Served[], count: number, fromMs: number, toMs: number): number[] {
  const own = served.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return Array.from(
    { length: count },
    (_, i) => (100 * own.filter(({ node }) => node === i).length) / own.length,
  );
}

/** Largest distance in points between shares and `weights`. */
export function worstPoints(shares: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(...shares.map((share, i) => Math.abs(share - (100 * (weights[i] ?? 0)) / total)));
}

/** Share in % of requests that took longer than `ms`, or were not answered at all. */
export function slowerThan(served: readonly Served[], ms: number): number {
  const slow = served.filter(({ tookMs }) => tookMs === null || tookMs > ms);
  return (100 * slow.length) / served.length;
}

export function quantile(served: readonly Served[], q: number): number {
  const times = served.map(({ tookMs }) => tookMs ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? Number.NaN;
}

const mean = (choices: readonly (readonly [number, number])[]) =>
  choices.reduce((sum, [weight, value]) => sum + weight * value, 0) /
  choices.reduce((sum, [weight]) => sum + weight, 0);

/** Requests a second that a node can do at most, in full batches. */
export function capacityPerS({ aMs, cMs, budget }: CostModel): number {
  const tokensPerS = (1000 * budget) / (aMs + cMs * budget);
  return tokensPerS / (mean(requestSizes) * mean(textLengths));
}
