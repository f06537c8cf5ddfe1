import type { SlownessTracker } from "./slowness-tracker.ts";
import type { VersionRunTimes } from "./version-run-times.ts";

const slownessMax = 3;
const nodesMin = 3;
/** Times below this count as this: differences that small do not matter. */
const usualMsMin = 20;

type Candidate<N> = { node: N; tracker: SlownessTracker };
type Comparable = { evidence: { slowness: SlownessTracker; recordLateAnswers(slowness: number): void } };
type Known<N> = Candidate<N> & { version: VersionRunTimes };
/** A node, and how many times as long as the others of its region it takes. */
export type LatencyOutlier<N> = { node: N; slowness: number };

/**
 * Nodes of one region that take more than three times as long as usual there: the 95th percentile of their latest batches
 * against the median of those of all nodes that run the same version, for batches of the same size and without the
 * waiting in a queue. Fewer than three such nodes cannot show which one is the outlier.
 */
export function latencyOutliers<N>(candidates: readonly Candidate<N>[]): LatencyOutlier<N>[] {
  const versions = new Set(candidates.flatMap(({ tracker }) => tracker.latestVersion ?? []));
  return [...versions].flatMap((name) => {
    const known = candidates.flatMap(({ node, tracker }) => {
      const version = tracker.version(name);
      return version ? [{ node, tracker, version }] : [];
    });
    return outliersAmong(known)
      .filter(({ tracker }) => tracker.latestVersion === name)
      .map(({ node, slowness }) => ({ node, slowness }));
  });
}

/**
 * Compares the nodes of each region with each other and ejects those whose answers take too long. A node that has been
 * slow for as long as it is known looks usual when it is compared with itself alone.
 */
export function ejectLate(regions: readonly { nodes: readonly Comparable[] }[]): void {
  for (const { nodes } of regions) {
    const candidates = nodes.map(({ evidence }) => ({ node: evidence, tracker: evidence.slowness }));
    for (const { node, slowness } of latencyOutliers(candidates)) node.recordLateAnswers(slowness);
  }
}

function outliersAmong<N>(known: readonly Known<N>[]) {
  const usualMs = usualMsOf(known);
  const judged = known.flatMap(({ node, tracker, version }) => {
    const slowness = version.p95Slowness(usualMs);
    return slowness === null ? [] : [{ node, tracker, slowness }];
  });
  if (judged.length < nodesMin) return [];
  const usual = Math.max(1, medianOf(judged.map(({ slowness }) => slowness)));
  return judged
    .map((one) => ({ ...one, slowness: one.slowness / usual }))
    .filter(({ slowness }) => slowness > slownessMax);
}

/** What a batch usually takes in the region, by its class of size. */
function usualMsOf(known: readonly Known<unknown>[]): (sizeClass: number) => number {
  const byClass = new Map<number, number>();
  return (sizeClass) => {
    const cached = byClass.get(sizeClass);
    if (cached !== undefined) return cached;
    const times = known.flatMap(({ version }) => version.runs.expectedMsOfClass(sizeClass) ?? []);
    const usual = Math.max(usualMsMin, medianOf(times));
    byClass.set(sizeClass, usual);
    return usual;
  };
}

/** The lower median: the slow half of the nodes must not set the measure. 0 for an empty list. */
function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
